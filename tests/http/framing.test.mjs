// Framing: where a request ends must be beyond doubt, and what is doubtful is refused (dependencies 1.3).
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { CLOSE, FORM, GET, POST, echoed, raw, startEcho } from './raw.mjs'

let echo
before(async () => (echo = await startEcho()))
after(async () => {
  const end = await echo.stop()
  assert.equal(end.code, 0, end.err)
})

const handled = async () => {
  const a = await raw(echo.port, `GET /stat HTTP/1.1\r\nHost: a\r\n${CLOSE}\r\n`)
  return echoed(a).handled
}

// Behind each a second request is smuggled; neither may reach a handler.
const smuggled = 'GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n'
const refused = {
  dup_cl_differ: `${POST}${FORM}Content-Length: 5\r\nContent-Length: 50\r\n\r\nhello`,
  dup_cl_same: `${POST}${FORM}Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello`,
  cl_list: `${POST}${FORM}Content-Length: 5, 5\r\n\r\nhello`,
  cl_and_te: `${POST}${FORM}Content-Length: 50\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  te_xchunked: `${POST}${FORM}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`,
  te_list: `${POST}${FORM}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`,
  te_twice: `${POST}${FORM}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  cl_plus: `${POST}${FORM}Content-Length: +5\r\n\r\nhello`,
  cl_neg: `${POST}${FORM}Content-Length: -5\r\n\r\nhello`,
  cl_hex: `${POST}${FORM}Content-Length: 0x5\r\n\r\nhello`,
  cl_empty: `${POST}${FORM}Content-Length: \r\n\r\nhello`,
  cl_huge: `${POST}${FORM}Content-Length: 99999999999999999999999\r\n\r\nhello`,
  sp_colon: `${POST}${FORM}Content-Length : 5\r\n\r\nhello`,
  tab_colon: `${POST}${FORM}Content-Length\t: 5\r\n\r\nhello`,
  no_host: 'GET /echo HTTP/1.1\r\n\r\n',
  two_hosts: 'GET /echo HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n',
  host_odd: 'GET /echo HTTP/1.1\r\nHost: a/../b\r\n\r\n',
  bad_ver: 'GET /echo HTTP/9.9\r\nHost: a\r\n\r\n',
  body_on_get: `${GET}${FORM}Content-Length: 5\r\n\r\nhello`,
  two_types: `${POST}${FORM}${FORM}Content-Length: 3\r\n\r\na=1`,
  two_authorizations: `${GET}Authorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n`,
  two_cookies: `${GET}Cookie: sid=a\r\nCookie: sid=b\r\n\r\n`,
  header_not_utf8: `${GET}X-A: \xff\xfe\r\n\r\n`,
  absolute_form: 'GET http://a/echo HTTP/1.1\r\nHost: a\r\n\r\n',
  folded_length: `${POST}${FORM}Content-Length: 5\r\n 0\r\n\r\na=123`,
  folded_cookie: `${GET}Cookie: sid=a\r\n b\r\n\r\n`,
  path_dots: 'GET /a/../b HTTP/1.1\r\nHost: a\r\n\r\n',
  path_dots_encoded: 'GET /a/%2e%2e/b HTTP/1.1\r\nHost: a\r\n\r\n',
  path_nul: 'GET /a%00b HTTP/1.1\r\nHost: a\r\n\r\n',
  path_backslash: 'GET /a%5cb HTTP/1.1\r\nHost: a\r\n\r\n',
  path_slash: 'GET /a%2fb HTTP/1.1\r\nHost: a\r\n\r\n',
  path_not_utf8: 'GET /%ff HTTP/1.1\r\nHost: a\r\n\r\n',
  path_bad_escape: 'GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n',
  query_nul: 'GET /a?b=%00 HTTP/1.1\r\nHost: a\r\n\r\n',
  query_not_utf8: 'GET /a?b=%c3 HTTP/1.1\r\nHost: a\r\n\r\n',
  method_unknown: 'BREW /echo HTTP/1.1\r\nHost: a\r\n\r\n',
}

for (const [name, request] of Object.entries(refused))
  test(`quality 21, dependencies 1.3 ${name} is refused and the connection closed`, async () => {
    const n = await handled()
    const a = await raw(echo.port, request + smuggled)
    assert.ok(a.closed, `${name} left the connection open: ${a.text}`)
    assert.ok(a.statuses.every((s) => s >= 400), a.text)
    assert.equal(await handled(), n + 1, `${name} reached a handler`)
  })

for (const [name, size] of [['64 kB', 65000], ['1 MB', 1000000]])
  test(`quality 21 a header of ${name} is refused`, async () => {
    const a = await raw(echo.port, `${GET}X: ${'a'.repeat(size)}\r\n\r\n`)
    assert.ok(a.closed && a.statuses.every((s) => s >= 400), a.text)
  })

test('quality 21 a thousand headers are refused', async () => {
  const many = Array.from({ length: 1000 }, (_, i) => `X${i}: a\r\n`).join('')
  const a = await raw(echo.port, `${GET}${many}\r\n`)
  assert.ok(a.closed && a.statuses.every((s) => s >= 400), a.text)
})

test('quality 21 a refusal is problem+json in both languages', async () => {
  const a = await raw(echo.port, refused.query_nul)
  assert.match(a.text, /Content-Type: application\/problem\+json/)
  const p = echoed(a)
  assert.equal(p.status, 400)
  assert.equal(p.code, 'bad_text')
  assert.match(p.detail, /[一-鿿].* \/ .*[a-z]/)
})

test('dependencies 1.3 a plain request is answered and the connection kept', async () => {
  const twice = `${GET}\r\n${GET}${CLOSE}\r\n`
  const a = await raw(echo.port, twice)
  assert.deepEqual(a.statuses, [200, 200])
  assert.ok(a.closed)
})

test('dependencies 1.3 a chunked body is put together', async () => {
  const a = await raw(
    echo.port,
    `${POST}${FORM}Transfer-Encoding: chunked\r\n${CLOSE}\r\n5\r\na=hel\r\n4\r\nlo&b\r\n2\r\n=1\r\n0\r\n\r\n`,
  )
  assert.deepEqual(echoed(a).form, [['a', 'hello'], ['b', '1']])
})

test('dependencies 1.3 Expect: 100-continue gets its go-ahead and then the answer', async () => {
  const a = await raw(
    echo.port,
    `${POST}${FORM}Expect: 100-continue\r\nContent-Length: 3\r\n${CLOSE}\r\na=1`,
  )
  assert.equal(a.statuses.at(-1), 200)
  assert.match(a.text, /"form":\[\["a","1"\]\]/)
})

test('dependencies 1.3 HEAD is GET without the body', async () => {
  const a = await raw(echo.port, `HEAD /big HTTP/1.1\r\nHost: a\r\n${CLOSE}\r\n`)
  assert.deepEqual(a.statuses, [200])
  assert.match(a.text, /Content-Length: \d{4,}/)
  assert.equal(a.text.split('\r\n\r\n')[1], '')
})

test('quality 21 a body of a kind we do not take is refused with 415', async () => {
  for (const type of ['text/plain', 'application/xml', 'application/x-www-form-urlencoded; charset=gbk']) {
    const a = await raw(echo.port, `${POST}Content-Type: ${type}\r\nContent-Length: 3\r\n\r\na=1`)
    assert.deepEqual([a.statuses, a.closed], [[415], true], type)
  }
})

test('quality 21 a form over its limit is refused with 413 before it is read', async () => {
  const a = await raw(echo.port, `${POST}${FORM}Content-Length: 2000000\r\n\r\n`)
  assert.deepEqual([a.statuses, a.closed], [[413], true])
})

test('quality 21 a chunked form over its limit is refused with 413', async () => {
  const chunk = `40000\r\n${'a'.repeat(0x40000)}\r\n`
  const a = await raw(
    echo.port,
    `${POST}${FORM}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(5)}0\r\n\r\n`,
  )
  assert.deepEqual(a.statuses, [413])
})

// The three that libmicrohttpd hides from us: nothing that we act on may change by them.
const acted = ({ method, path, peer, secure, host, query, form, sid, body, media_type }) => ({
  method, path, peer, secure, host, query, form, sid, body, media_type,
})

for (const [name, line] of [
  ['a NUL in a header', 'X-A: a\0Host: evil\r\n'],
  ['a NUL before a forwarded header', 'X-A: a\0\r\nX-Forwarded-For: 9.9.9.9\r\nX-Forwarded-Proto: https\r\n'],
  ['a folded line', 'X-A: 1\r\n X-Forwarded-For: 9.9.9.9\r\n'],
  ['a folded line that looks like a cookie', 'X-A: 1\r\n Cookie: sid=evil\r\n'],
  ['a bare LF', 'X-A: 1\nX-B: 2\r\n'],
])
  test(`dependencies 1.2 ${name} changes nothing that we act on`, async () => {
    const plain = echoed(await raw(echo.port, `${GET}Cookie: sid=mine\r\n${CLOSE}\r\n`))
    const a = await raw(echo.port, `${GET}Cookie: sid=mine\r\n${line}${CLOSE}\r\n`)
    assert.ok(a.closed)
    if (a.statuses[0] === 200) assert.deepEqual(acted(echoed(a)), acted(plain))
    else assert.deepEqual(a.statuses, [400])
  })

test('dependencies 1.2 a folded or NUL-cut length never moves the end of a request', async () => {
  for (const line of ['Content-Length: 5\r\n 0\r\n', 'Content-Length: 5\x0000\r\n', 'Content-Length: 5\n0\r\n']) {
    const n = await handled()
    const a = await raw(echo.port, `${POST}${FORM}${line}\r\na=123${smuggled}`, {
      within: 1000,
      enough: (t) => t.includes('"path":"/smuggled"'),
    })
    if (a.statuses[0] === 200) assert.match(a.text, /"form":\[\["a","123"\]\]/, line)
    else assert.ok(a.closed && (await handled()) === n + 1, line)
  }
})

test('quality 20 forwarded headers from anybody else count for nothing', async () => {
  const a = echoed(
    await raw(echo.port, `${GET}X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Proto: https\r\n${CLOSE}\r\n`),
  )
  assert.equal(a.peer, '127.0.0.1')
  assert.equal(a.secure, false)
})

test('quality 20 a configured proxy is believed, from the right', async () => {
  const proxied = await startEcho('trusted_proxy=127.0.0.0/8,10.0.0.0/8')
  const ask = async (lines) => echoed(await raw(proxied.port, `${GET}${lines}${CLOSE}\r\n`))
  try {
    const a = await ask('X-Forwarded-For: 6.6.6.6, 1.2.3.4, 10.1.1.1\r\nX-Forwarded-Proto: https\r\n')
    assert.deepEqual([a.peer, a.secure], ['1.2.3.4', true])
    const b = await ask('X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-For: nonsense\r\n')
    assert.deepEqual([b.peer, b.secure], ['127.0.0.1', false])
  } finally {
    assert.equal((await proxied.stop()).code, 0)
  }
})
