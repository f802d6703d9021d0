// anju verify as its users start it: alone, beside a running server, on the wrong folder.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

const anju = process.env.ANJU
const place = mkdtempSync(join(tmpdir(), 'anju-verify-'))
const data = join(place, 'data')
let server

const run = (...args) => spawnSync(anju, args, { encoding: 'utf8' })

before(async () => {
  const homes = join(place, '房屋.csv')
  writeFileSync(homes, '楼栋,单元,房号\n5,2,1802\n')
  const done = run('import', '--data', data, '--project', '澜庭', '--kind', 'homes', '--file', homes)
  assert.equal(done.status, 0, done.stderr)
  server = spawn(anju, ['serve', '--data', data, '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(server.stdout, 'data')
})

after(async () => {
  if (server.exitCode === null) {
    server.kill('SIGTERM')
    await once(server, 'exit')
  }
  rmSync(place, { recursive: true })
})

test('S1.3d verify works beside a running server and says the same in words and as JSON', () => {
  const json = run('verify', '--data', data, '--json')
  assert.equal(json.status, 0, json.stderr)
  const said = JSON.parse(json.stdout)
  assert.equal(said.good, true)
  assert.equal(said.projects, 1)
  assert.deepEqual(said.faults, [])
  const words = run('verify', '--data', data)
  assert.equal(words.status, 0)
  assert.match(words.stdout, /^All good: 1 projects/)
})

test('verify makes no folder, and says what to do when there is none', () => {
  const none = run('verify', '--data', join(place, 'none'))
  assert.equal(none.status, 1)
  assert.match(none.stderr, /right folder/)
  assert.equal(run('verify', '--data', join(place, 'none')).status, 1)
})

test('verify answers --help, and wrong usage ends with 2', () => {
  assert.equal(run('verify', '--help').status, 0)
  assert.equal(run('verify').status, 2)
  assert.equal(run('verify', '--data', data, '--rate').status, 2)
})

test('S1.3d verify works alone when the server has gone', async () => {
  server.kill('SIGTERM')
  await once(server, 'exit')
  const alone = run('verify', '--data', data)
  assert.equal(alone.status, 0, alone.stderr)
})
