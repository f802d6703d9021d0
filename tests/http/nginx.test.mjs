// The shipped nginx configuration in front of the HTTP floor: what it must stop, and what it must let through.
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import tls from 'node:tls'
import { after, before, test } from 'node:test'
import { CLOSE, FORM, GET, POST, bytes, echoed, startEcho } from './raw.mjs'

const nginx = ['/usr/sbin/nginx', '/usr/bin/nginx'].find(existsSync)
const example = new URL('../../docs/nginx.conf.example', import.meta.url)
let echo, dir, child, tlsPort

async function freePort() {
  const s = net.createServer().listen(0, '127.0.0.1')
  await once(s, 'listening')
  const { port } = s.address()
  s.close()
  await once(s, 'close')
  return port
}

// The shipped file, with this machine's ports, certificate and log in place of the example's.
function siteFor(plainPort) {
  const changes = [
    [/listen \[::\].*\n/g, '\n'],
    [/listen 80;/, `listen 127.0.0.1:${plainPort};`],
    [/listen 443 ssl/, `listen 127.0.0.1:${tlsPort} ssl`],
    [/127\.0\.0\.1:8080;/, `127.0.0.1:${echo.port};`],
    [/\/etc\/ssl\/anju\/fullchain\.pem/, `${dir}/cert.pem`],
    [/\/etc\/ssl\/anju\/privkey\.pem/, `${dir}/key.pem`],
    [/\/var\/log\/nginx\/anju\.log/, `${dir}/access.log`],
  ]
  return changes.reduce((text, [from, to]) => {
    assert.match(text, from)
    return text.replace(from, to)
  }, readFileSync(example, 'utf8'))
}

function frameFor() {
  const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((t) => `${t}_temp_path ${dir}/tmp_${t};`)
    .join('\n')
  return `daemon off; master_process off; pid ${dir}/pid; error_log ${dir}/error.log warn;
events { worker_connections 256; }
http { ${temp}
include ${dir}/site.conf; }`
}

async function listening(port) {
  for (let i = 0; i < 20000; i++) {
    const s = net.connect(port, '127.0.0.1')
    const up = await new Promise((r) => s.on('connect', () => r(true)).on('error', () => r(false)))
    s.destroy()
    if (up) return
    if (child.exitCode !== null) break
  }
  assert.fail(`nginx does not start: ${readFileSync(`${dir}/error.log`, 'utf8')}`)
}

before(async () => {
  assert.ok(nginx, 'nginx is needed for this test (apt-get install nginx-light)')
  echo = await startEcho('trusted_proxy=127.0.0.1/32')
  dir = mkdtempSync(join(tmpdir(), 'anju-nginx-'))
  mkdirSync(join(dir, 'logs'))
  tlsPort = await freePort()
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1',
    '-nodes', '-keyout', `${dir}/key.pem`, '-out', `${dir}/cert.pem`, '-days', '2',
    '-subj', '/CN=anju.example.com'], { stdio: 'ignore' })
  writeFileSync(`${dir}/site.conf`, siteFor(await freePort()))
  writeFileSync(`${dir}/nginx.conf`, frameFor())
  child = spawn(nginx, ['-p', dir, '-c', `${dir}/nginx.conf`, '-e', `${dir}/error.log`], { stdio: 'ignore' })
  await listening(tlsPort)
})

after(async () => {
  if (child && child.exitCode === null) {
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
  const end = await echo.stop()
  rmSync(dir, { recursive: true, force: true })
  assert.equal(end.code, 0, end.err)
})

// Bytes in and out through TLS.
function raw(text, { enough = () => false } = {}) {
  return new Promise((resolve) => {
    const socket = tls.connect({ port: tlsPort, host: '127.0.0.1', rejectUnauthorized: false }, () =>
      socket.write(bytes(text)),
    )
    let all = Buffer.alloc(0)
    const done = () => {
      clearTimeout(timer)
      socket.destroy()
      const body = all.toString('utf8')
      resolve({ text: body, statuses: [...body.matchAll(/HTTP\/1\.[01] (\d{3}) /g)].map((m) => Number(m[1])) })
    }
    const timer = setTimeout(done, 10000)
    socket.on('data', (d) => {
      all = Buffer.concat([all, d])
      if (enough(all.toString('utf8'))) done()
    })
    socket.on('end', done)
    socket.on('error', done)
    socket.on('close', done)
  })
}

const acted = ({ method, path, peer, secure, host, query, form, sid, body }) => ({
  method, path, peer, secure, host, query, form, sid, body,
})

test('quality 20 through nginx the client address and TLS are known, whatever the client claims', async () => {
  const a = echoed(
    await raw(`${GET}X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-Proto: http\r\n${CLOSE}\r\n`),
  )
  assert.deepEqual([a.peer, a.secure, a.host], ['127.0.0.1', true, 'a'])
  assert.ok(!a.headers.some(([, value]) => value.includes('6.6.6.6')))
})

for (const [name, line] of [
  ['a NUL in a header', 'X-A: a\0b\r\n'],
  ['a NUL before a forwarded header', 'X-A: a\0\r\nX-Forwarded-For: 9.9.9.9\r\n'],
  ['a folded line', 'X-A: 1\r\n X-Forwarded-For: 9.9.9.9\r\n'],
  ['a folded line that looks like a cookie', 'X-A: 1\r\n Cookie: sid=evil\r\n'],
  ['a bare LF', 'X-A: 1\nX-Forwarded-Proto: http\r\n'],
])
  test(`dependencies 1.2 through nginx ${name} changes nothing that we act on`, async () => {
    const plain = echoed(await raw(`${GET}Cookie: sid=mine\r\n${CLOSE}\r\n`))
    const a = await raw(`${GET}Cookie: sid=mine\r\n${line}${CLOSE}\r\n`)
    if (a.statuses[0] === 200) assert.deepEqual(acted(echoed(a)), acted(plain))
    else assert.deepEqual(a.statuses, [400])
  })

test('dependencies 1.3 through nginx no second request hides in the body of the first', async () => {
  const hidden = 'GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n'
  for (const lines of [
    'Content-Length: 5\r\nContent-Length: 50\r\n',
    `Content-Length: ${hidden.length}\r\nTransfer-Encoding: chunked\r\n`,
    'Transfer-Encoding: xchunked\r\n',
    `Content-Length: 5\r\n 0\r\n`,
    'Content-Length: 5\x000\r\n',
  ]) {
    const a = await raw(`${POST}${FORM}${lines}${CLOSE}\r\na=123${hidden}`)
    assert.ok(!a.text.includes('"path":"/hidden"'), lines)
    assert.ok(a.statuses.length === 1, lines + a.text)
  }
})

test('dependencies 1.3 through nginx a chunked form arrives whole', async () => {
  const a = await raw(
    `${POST}${FORM}Transfer-Encoding: chunked\r\n${CLOSE}\r\n5\r\na=hel\r\n2\r\nlo\r\n0\r\n\r\n`,
  )
  assert.deepEqual(echoed(a).form, [['a', 'hello']])
})

test('quality 21 through nginx events arrive as they happen', async () => {
  const a = await raw('GET /events HTTP/1.1\r\nHost: a\r\n\r\n', { enough: (t) => t.includes('data: 第二行') })
  assert.match(a.text, /text\/event-stream/)
  assert.match(a.text, /event: hello/)
})

test('quality 21 through nginx a body over its limit is refused', async () => {
  const a = await raw(`${POST}${FORM}Content-Length: 300000000\r\n${CLOSE}\r\n`, {
    enough: (t) => t.includes('</html>'),
  })
  assert.deepEqual(a.statuses, [413])
})
