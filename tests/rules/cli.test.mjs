// `anju rules` from outside: the worked examples of the specification, and lines that are wrong.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

const run = (args, input = '') => {
  const r = spawnSync(process.env.ANJU, ['rules', ...args], { input, encoding: 'utf8' });
  return { status: r.status, lines: r.stdout.split('\n').filter(Boolean) };
};

/** Asks one question and expects an answer without an error. */
const ask = (name, question) => {
  const r = run([name], JSON.stringify(question) + '\n');
  assert.equal(r.status, 0, r.lines.join());
  assert.equal(r.lines.length, 1);
  return JSON.parse(r.lines[0]);
};

/** Asks one line and expects an error with code, message and field. */
const refused = (name, line, code, field) => {
  const r = run([name], (typeof line === 'string' ? line : JSON.stringify(line)) + '\n');
  const { error } = JSON.parse(r.lines[0]);
  assert.equal(r.status, 1);
  assert.deepEqual(Object.keys(error), ['code', 'message', 'field']);
  assert.deepEqual([error.code, error.field], [code, field]);
  assert.ok(error.message);
};

const night = '2026-09-30T23:40:00+08:00';
const wet = { code: 'wet_room_leak', completion: '2021-03-15', handover: '2021-06-30',
  reported: '2025-11-10' };
const due = (limit, basis, more = {}) => ask('deadline', { start: night, limit, basis, ...more }).due;

test('rules-cli.md three working days over the national holiday, every day explained', () => {
  const a = ask('deadline', { start: night, limit: 3, basis: 'working_day' });
  assert.deepEqual(Object.keys(a), ['due', 'last_day', 'explain']);
  assert.equal(a.due, '2026-10-11T00:00:00+08:00');
  assert.equal(a.last_day, '2026-10-10');
  assert.deepEqual(a.explain.filter((s) => !s.counted).map((s) => s.day),
    ['2026-09-30', '2026-10-01', '2026-10-02', '2026-10-03', '2026-10-04', '2026-10-05',
      '2026-10-06', '2026-10-07']);
  assert.ok(a.explain.every((s) => s.reason));
  assert.equal(a.explain.reduce((n, s) => n + (s.days ?? 0), 0), 3);
});

test('clocks.md the worked check: minutes and hours run through the night', () => {
  assert.equal(due(10, 'minute'), '2026-09-30T23:50:00+08:00');
  assert.equal(due(15, 'minute'), '2026-09-30T23:55:00+08:00');
  assert.equal(due(60, 'minute'), '2026-10-01T00:40:00+08:00');
  assert.equal(due(2, 'hour'), '2026-10-01T01:40:00+08:00');
});

test('clocks.md the worked check: seven and fifteen working days', () => {
  assert.equal(due(7, 'working_day'), '2026-10-16T00:00:00+08:00');
  assert.equal(due(15, 'working_day'), '2026-10-28T00:00:00+08:00');
});

test('rules-cli.md a pause stops hours for its length and takes away the days it touches', () => {
  const pauses = [{ from: '2026-10-08T10:00:00+08:00', to: '2026-10-08T10:30:00+08:00' }];
  assert.equal(due(3, 'working_day', { pauses }), '2026-10-13T00:00:00+08:00');
  assert.equal(ask('deadline', { start: '2026-10-08T09:00:00+08:00', limit: 2, basis: 'hour', pauses })
    .due, '2026-10-08T11:30:00+08:00');
});

test('rules-cli.md a rest day inside a pause is named once, as a rest day', () => {
  const pauses = [{ from: '2026-10-01T00:00:00+08:00', to: '2026-10-09T00:00:00+08:00' }];
  const skipped = ask('deadline', { start: night, limit: 1, basis: 'working_day', pauses }).explain
    .filter((s) => !s.counted);
  assert.equal(skipped.filter((s) => s.day === '2026-10-03').length, 1);
  assert.equal(skipped.find((s) => s.day === '2026-10-03').code, 'rest_day');
  assert.equal(skipped.find((s) => s.day === '2026-10-08').code, 'pause');
});

test('rules-cli.md business hours end with their interval; make-up days use the Friday row', () => {
  const at = (start, limit, more = {}) =>
    ask('deadline', { start, limit, basis: 'business_hour', ...more }).due;
  assert.equal(at('2026-09-30T16:00:00+08:00', 2), '2026-09-30T18:00:00+08:00');
  assert.equal(at('2026-09-30T11:00:00+08:00', 2), '2026-09-30T14:30:00+08:00');
  assert.equal(at('2026-10-10T00:00:00+08:00', 1, { hours: { 'mon-thu': ['09:00-17:00'],
    fri: ['10:00-12:00'] } }), '2026-10-10T11:00:00+08:00');
});

test('rules-cli.md calendar days roll from a rest day unless roll is false', () => {
  assert.equal(due(1, 'calendar_day'), '2026-10-09T00:00:00+08:00');
  assert.equal(due(1, 'calendar_day', { roll: false }), '2026-10-02T00:00:00+08:00');
});

test('rules-cli.md a year without a calendar is an error that names the year', () => {
  const r = run(['deadline'],
    '{"start":"2026-12-30T23:40:00+08:00","limit":3,"basis":"working_day"}\n');
  assert.equal(r.status, 1);
  assert.deepEqual(JSON.parse(r.lines[0]), { error: { code: 'calendar_missing', year: 2027 } });
});

test('rules-cli.md the warranty example: the promise wins, the contractor end is rolled', () => {
  const a = ask('warranty', { ...wet, promise: '5y' });
  assert.deepEqual(Object.keys(a), ['owner_end', 'owner_rule', 'contractor_end', 'owner_covered',
    'contractor_covered', 'candidates', 'explain']);
  assert.deepEqual([a.owner_end, a.owner_rule, a.contractor_end, a.owner_covered,
    a.contractor_covered], ['2026-06-30', 'promise', '2026-03-16', true, true]);
  assert.deepEqual(a.candidates.map((c) => [c.rule, c.end, c.unrolled]), [
    ['contractor_remaining', '2026-03-16', '2026-03-15'],
    ['minimum_1998', '2022-06-30', undefined], ['promise', '2026-06-30', undefined]]);
  assert.ok(a.candidates.every((c) => c.source));
  assert.match(a.explain, /第三十三条.*。$/);
  assert.equal(a.explain.split('。').length, 2, 'one sentence');
});

test('warranty.md a roof with four years left of the contractor period', () => {
  const a = ask('warranty', { code: 'roof_leak', completion: '2016-01-01', handover: '2017-01-01',
    reported: '2021-01-04' });
  assert.deepEqual([a.owner_end, a.owner_rule, a.owner_covered],
    ['2021-01-04', 'contractor_remaining', true]);
  assert.equal(a.candidates[0].unrolled, '2021-01-01');
});

test('warranty.md the contractor used up, the owner still has a year, 2027 not published', () => {
  const a = ask('warranty', { code: 'wet_room_leak', completion: '2020-06-30',
    handover: '2026-06-30', reported: '2026-11-10' });
  assert.deepEqual([a.owner_end, a.owner_rule, a.owner_covered, a.contractor_covered],
    ['2027-06-30', 'minimum_1998', true, false]);
  assert.equal(a.candidates[1].calendar_missing, 2027);
  assert.match(a.explain, /2027 年的放假安排尚未载入/);
});

test('warranty.md five years from 2024-02-29 end on 2029-02-28, unrolled', () => {
  const a = ask('warranty', { code: 'plaster', completion: '2024-02-29', handover: '2024-02-29',
    reported: '2024-01-10', promise: '5y' });
  assert.equal(a.owner_end, '2029-02-28');
  assert.equal(a.owner_covered, true, 'a report before handover is covered');
  assert.equal(a.candidates[2].calendar_missing, 2029);
});

test('rules-cli.md not handed over yet; and other without a promise', () => {
  const a = ask('warranty', { ...wet, handover: null });
  assert.deepEqual([a.owner_end, a.owner_rule, a.owner_covered], [null, 'not_handed_over', true]);
  const b = ask('warranty', { ...wet, code: 'other' });
  assert.deepEqual([b.owner_end, b.contractor_end, b.owner_covered, b.contractor_covered,
    b.candidates], [null, null, null, null, []]);
  assert.match(b.explain, /缺少/);
});

test('rules-cli.md default seasons are marked unconfirmed, given ones are not', () => {
  const q = { code: 'heating', completion: '2022-11-15', handover: '2022-11-15',
    reported: '2023-01-01' };
  const a = ask('warranty', q);
  assert.equal(a.owner_end, '2025-03-17');
  assert.equal(a.candidates[0].unrolled, '2025-03-15');
  assert.equal(a.candidates[0].unconfirmed, true);
  const b = ask('warranty', { ...q, heating_season: { from: '11-16', to: '03-14' } });
  assert.equal(b.owner_end, '2024-03-14');
  assert.equal(b.candidates[0].unconfirmed, undefined);
});

test('rules-cli.md contractor_start, design_life and a city pack are heard', () => {
  assert.equal(ask('warranty', { ...wet, contractor_start: '2020-03-16' }).contractor_end,
    '2025-03-17');
  assert.equal(ask('warranty', { ...wet, code: 'structure', design_life: '70y' }).owner_end,
    '2091-03-15');
  assert.equal(ask('warranty', { ...wet, city: 'example' }).owner_rule, 'local_rule');
});

test('rules-cli.md a split adds up; ties go in the order given; 8.7 is not cut to 8.69', () => {
  const split = (amount, ...shares) => ask('split', { amount,
    shares: shares.map(([party, percent]) => ({ party, percent })) }).parts;
  assert.deepEqual(split(3860000, ['developer', 60], ['property', 25], ['owner', 15]),
    [{ party: 'developer', amount: 2316000 }, { party: 'property', amount: 965000 },
      { party: 'owner', amount: 579000 }]);
  assert.deepEqual(split(1, ['甲 "一"', 50], ['乙', 50]),
    [{ party: '甲 "一"', amount: 1 }, { party: '乙', amount: 0 }]);
  assert.deepEqual(split(10000, ['a', 8.7], ['b', 91.3]).map((p) => p.amount), [870, 9130]);
});

test('rules-cli.md shares that are no whole, negative, repeated or nameless are errors', () => {
  const bad = (code, field, ...shares) => refused('split', { amount: 1000,
    shares: shares.map(([party, percent]) => ({ party, percent })) }, code, field);
  bad('shares_not_whole', 'shares', ['a', 50], ['b', 49.99]);
  bad('shares_not_whole', 'shares');
  bad('out_of_range', 'shares[0].percent', ['a', -50], ['b', 150]);
  bad('out_of_range', 'shares[0].percent', ['a', 99.999], ['b', 0.001]);
  bad('repeated_party', 'shares[1].party', ['a', 50], ['a', 50]);
  bad('empty', 'shares[0].party', ['', 100]);
});

test('rules-cli.md search terms fold width and case', () => {
  assert.deepEqual(ask('search-terms', { text: '主卫渗水 ＷＣ' }),
    { terms: ['主卫', '卫渗', '渗水', '水', 'wc'] });
});

test('rules-cli.md malformed lines are answered and the run goes on', () => {
  const good = JSON.stringify({ start: night, limit: 1, basis: 'hour' });
  const r = run(['deadline'], `oops\n\n[]\n${good}\n{"start":"a","start":"b"}\n${good}`);
  assert.equal(r.status, 1);
  assert.deepEqual(r.lines.map((l) => JSON.parse(l).error?.code),
    ['bad_json', 'bad_json', 'not_an_object', undefined, 'duplicate_key', undefined]);
});

test('rules-cli.md wrong, missing and unknown fields are named', () => {
  const q = { start: night, limit: 1, basis: 'hour' };
  refused('deadline', { ...q, limt: 1 }, 'unknown_field', 'limt');
  refused('deadline', { limit: 1, basis: 'hour' }, 'missing_field', 'start');
  refused('deadline', { ...q, start: '2026-09-30T23:40:00' }, 'bad_instant', 'start');
  refused('deadline', { ...q, limit: 1.5 }, 'wrong_type', 'limit');
  refused('deadline', { ...q, limit: 0 }, 'out_of_range', 'limit');
  refused('deadline', { ...q, basis: 'week' }, 'unknown_basis', 'basis');
  refused('deadline', { ...q, pauses: [{ from: night, to: night }] }, 'bad_pause', 'pauses[0].to');
  refused('warranty', { ...wet, code: 'roof' }, 'unknown_code', 'code');
  refused('warranty', { ...wet, completion: '2023-02-29' }, 'bad_date', 'completion');
  refused('warranty', { ...wet, promise: '5 years' }, 'bad_period', 'promise');
  refused('warranty', { ...wet, city: 'nowhere' }, 'unknown_city', 'city');
});

test('rules-cli.md exit status 0 without lines, 2 for wrong usage', () => {
  assert.equal(run(['split']).status, 0);
  assert.equal(run([]).status, 2);
  assert.equal(run(['guess']).status, 2);
  assert.equal(run(['split', 'more']).status, 2);
});

test('rules-cli.md a rest day inside a pause is named once, as rest day, on both day bases', () => {
  const pauses = [{ from: '2026-11-21T00:00:00+08:00', to: '2026-11-24T00:00:00+08:00' }];
  for (const basis of ['calendar_day', 'working_day']) {
    const { explain } = ask('deadline', { start: '2026-11-20T10:00:00+08:00', limit: 3, basis, pauses });
    assert.deepEqual(explain.filter((s) => !s.counted).map((s) => [s.day, s.code]), [['2026-11-20', 'start_day'],
      ['2026-11-21', 'rest_day'], ['2026-11-22', 'rest_day'], ['2026-11-23', 'pause']]);
  }
});
