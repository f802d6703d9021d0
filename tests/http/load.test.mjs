// Slow clients, many clients, large bodies, event streams, and a stop in the middle of it all.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import http from 'node:http'
import net from 'node:net'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { CLOSE, FORM, GET, POST, bytes, echoed, raw, startEcho } from './raw.mjs'

// Runs fn with a server of its own and looks at how that server ends.
async function withEcho(options, fn) {
  const echo = await startEcho(...options)
  let end
  try {
    await fn(echo)
  } finally {
    end = await echo.stop()
  }
  assert.equal(end.code, 0, `${end.signal} ${end.err}`)
  assert.doesNotMatch(end.err, /Sanitizer/)
  return end
}

const stat = async (port) => echoed(await raw(port, `GET /stat HTTP/1.1\r\nHost: a\r\n${CLOSE}\r\n`))

// Resolves once it is so; between two looks the event loop turns, nothing sleeps here.
async function until(what, fine, most = 200000) {
  for (let i = 0; i < most; i++) {
    if (fine(await what())) return
    await new Promise(setImmediate)
  }
  assert.fail('it did not come to that')
}

// Writes one byte of `text` every 50 ms until cut; resolves to the time that took.
function drip(port, head, text) {
  return new Promise((resolve) => {
    const began = Date.now()
    const socket = net.connect(port, '127.0.0.1', () => socket.write(bytes(head)))
    let at = 0
    const timer = setInterval(() => socket.write(text[at++ % text.length]), 50)
    const done = () => {
      clearInterval(timer)
      socket.destroy()
      resolve(Date.now() - began)
    }
    socket.on('data', () => {})
    socket.on('error', done)
    socket.on('end', done)
    socket.on('close', done)
  })
}

const part = (boundary, field, name, body) =>
  `--${boundary}\r\nContent-Disposition: form-data; name="${field}"` +
  (name === null ? '' : `; filename="${name}"\r\nContent-Type: image/jpeg`) +
  `\r\n\r\n${body}\r\n`
const multipart = (body, length = body.length) =>
  `${POST}Content-Type: multipart/form-data; boundary=zz\r\nContent-Length: ${length}\r\n${CLOSE}\r\n${body}`

test('dependencies 1.3 rule 2: who drips a header, a body, or says nothing is cut', async () => {
  await withEcho(['header_seconds=1', 'body_seconds=1'], async ({ port, dir }) => {
    const times = await Promise.all([
      drip(port, `${GET}X-A: `, 'a'),
      drip(port, `${POST}${FORM}Content-Length: 100000\r\n\r\n`, 'a'),
      drip(port, multipart(part('zz', 'f', 'a.jpg', ''), 1000000), 'a'),
      raw(port, '', { within: 8000 }).then((a) => (a.closed ? a.ms : 99999)),
    ])
    for (const ms of times) assert.ok(ms >= 900 && ms < 6000, `cut after ${times} ms`)
    await until(() => readdirSync(dir), (left) => left.length === 0)
  })
})

test('quality 21 a thousand idle connections leave room for the next one', async () => {
  await withEcho([], async ({ port }) => {
    const idle = Array.from({ length: 1000 }, () => net.connect(port, '127.0.0.1'))
    await Promise.all(idle.map((s) => once(s, 'connect')))
    const a = await raw(port, `${GET}${CLOSE}\r\n`)
    assert.deepEqual(a.statuses, [200])
    idle.forEach((s) => s.destroy())
  })
})

test('quality 21 one address gets no more than its share of connections', async () => {
  await withEcho(['address_limit=10'], async ({ port }) => {
    const idle = Array.from({ length: 10 }, () => net.connect(port, '127.0.0.1'))
    const seen = await Promise.all(
      idle.map(async (s) => {
        s.write(`${GET}\r\n`)
        await once(s, 'data')
        return true
      }),
    )
    assert.equal(seen.length, 10)
    const a = await raw(port, `${GET}\r\n`)
    assert.deepEqual([a.statuses, a.closed], [[], true])
    idle.forEach((s) => s.destroy())
    await until(() => raw(port, `${GET}${CLOSE}\r\n`), (b) => b.statuses[0] === 200)
  })
})

test('dependencies 1.2 suspending and resuming loses no request under load', async () => {
  await withEcho(['workers=16'], async ({ port }) => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 128 })
    const ask = (path) =>
      new Promise((resolve, reject) => {
        const began = Date.now()
        http
          .get({ port, path, agent, timeout: 10000 }, (r) => {
            r.resume()
            r.on('end', () => resolve({ status: r.statusCode, ms: Date.now() - began }))
          })
          .on('error', reject)
      })
    const lane = async (path, n) => {
      let worst = 0
      for (let i = 0; i < n; i++) {
        const a = await ask(path)
        assert.equal(a.status, 200)
        worst = Math.max(worst, a.ms)
      }
      return worst
    }
    const lanes = Array.from({ length: 64 }, (_, i) => lane(i % 4 ? '/slow?ms=2' : '/fixed', 40))
    const worst = Math.max(...(await Promise.all(lanes)))
    agent.destroy()
    assert.ok(worst < 8000, `one waited ${worst} ms`)
  })
})

test('quality 21 a full queue answers 503 at once instead of waiting for ever', async () => {
  await withEcho(['workers=1', 'queue_limit=2'], async ({ port }) => {
    const slow = `GET /slow?ms=400 HTTP/1.1\r\nHost: a\r\n${CLOSE}\r\n`
    const all = await Promise.all(Array.from({ length: 8 }, () => raw(port, slow)))
    const statuses = all.map((a) => a.statuses[0])
    assert.ok(statuses.includes(200) && statuses.includes(503), statuses.join())
    assert.ok(all.every((a) => a.statuses[0] !== 503 || /Retry-After/.test(a.text)))
  })
})

test('dependencies 1.3 rule 3: two hundred event streams end with their last chunk at the stop', async () => {
  const ends = []
  const end = await withEcho([], async ({ port }) => {
    const ask = `GET /events HTTP/1.1\r\nHost: a\r\n\r\n`
    for (let i = 0; i < 200; i++) ends.push(raw(port, ask, { within: 20000 }))
    await until(() => stat(port), (s) => s.streams === 200)
    const told = await raw(port, `GET /publish HTTP/1.1\r\nHost: a\r\n${CLOSE}\r\n`)
    assert.match(told.text, /200$/)
  })
  for (const a of await Promise.all(ends)) {
    assert.match(a.text, /event: hello\nid: 1\ndata: 你好\ndata: 第二行\n\n/)
    assert.match(a.text, /event: note\ndata: x\n\n/)
    assert.ok(a.text.endsWith('0\r\n\r\n'), 'no last chunk')
  }
  assert.match(end.out, /stopped streams=0 closed=200/)
})

// Reads events and keeps their count only: what the kernel takes for a lazy reader is tens of
// megabytes, and every one of them comes here too.
function reader(port) {
  const r = { bytes: 0, closed: false }
  r.socket = net.connect(port, '127.0.0.1', () => r.socket.write('GET /events HTTP/1.1\r\nHost: a\r\n\r\n'))
  r.socket.on('data', (d) => (r.bytes += d.length))
  r.socket.on('error', () => {})
  r.socket.on('close', () => (r.closed = true))
  return r
}

test('quality 21 a reader of events who does not read is cut, the others are not', async () => {
  await withEcho([], async ({ port }) => {
    const lazy = reader(port)
    lazy.socket.pause()
    const keen = reader(port)
    await until(() => stat(port), (s) => s.streams === 2)
    const one = net.connect(port, '127.0.0.1')
    // The keen one has read an event before the next is sent; who is behind is the lazy one only.
    const publish = async () => {
      const before = keen.bytes
      one.write('GET /publish?bytes=30000 HTTP/1.1\r\nHost: a\r\n\r\n')
      await once(one, 'data')
      await until(async () => keen, (k) => k.closed || k.bytes >= before + 30000)
    }
    for (let i = 0; i < 4000 && (await stat(port)).streams === 2; i++) await publish()
    assert.equal((await stat(port)).streams, 1)
    await publish()
    assert.equal(keen.closed, false)
    for (const s of [one, lazy.socket, keen.socket]) s.destroy()
  })
})

test('quality 21 a request in flight at the stop is still answered', async () => {
  let answer
  await withEcho([], async ({ port }) => {
    answer = raw(port, `GET /slow?ms=500 HTTP/1.1\r\nHost: a\r\n\r\n`)
    await until(() => stat(port), (s) => s.handled >= 2)
  })
  assert.deepEqual((await answer).statuses, [200])
})

test('quality 6 an upload goes to disk under a safe name and is gone after the answer', async () => {
  await withEcho([], async ({ port, dir }) => {
    const file = 'x'.repeat(300000) + '\r\n--z\r\n--z'
    const body =
      part('zz', 'note', null, '\xe4\xbd\xa0') + part('zz', 'f', '../../etc/pass%22wd', file) +
      part('zz', 'none', '', '') + '--zz--\r\n'
    const a = echoed(await raw(port, multipart(body)))
    assert.deepEqual(a.form, [['note', '你']])
    assert.equal(a.uploads.length, 1)
    const { field, file_name, size, type } = a.uploads[0]
    assert.deepEqual([field, file_name, size, type], ['f', 'pass"wd', file.length, 'image/jpeg'])
    await until(() => readdirSync(dir), (left) => left.length === 0)
  })
})

test('quality 21 a truncated upload leaves no temporary file', async () => {
  await withEcho([], async ({ port, dir }) => {
    const half = part('zz', 'f', 'a.jpg', 'x'.repeat(200000))
    const socket = net.connect(port, '127.0.0.1', () => socket.write(bytes(multipart(half, 900000))))
    socket.on('error', () => {})
    await until(() => readdirSync(dir), (left) => left.length === 1)
    socket.destroy()
    await until(() => stat(port).then(() => readdirSync(dir)), (left) => left.length === 0)
    const a = await raw(port, multipart(half))
    assert.deepEqual(a.statuses, [400])
    await until(() => stat(port).then(() => readdirSync(dir)), (left) => left.length === 0)
  })
})

test('quality 21 an upload over 50 MB is refused, and so is a request over four times that', async () => {
  await withEcho([], async ({ port, dir }) => {
    const a = await raw(port, multipart('', 201 * 1024 * 1024))
    assert.deepEqual([a.statuses, a.closed], [[413], true])
    const head = part('zz', 'f', 'a.mp4', '').slice(0, -2)
    const size = 51 * 1024 * 1024
    const tail = '\r\n--zz--\r\n'
    const sent = await new Promise((resolve) => {
      let got = ''
      const socket = net.connect(port, '127.0.0.1', async () => {
        socket.write(bytes(multipart(head, head.length + size + tail.length)))
        const block = Buffer.alloc(1024 * 1024, 'x')
        for (let i = 0; i < 51 && !socket.destroyed; i++)
          if (!socket.write(block)) await Promise.race([once(socket, 'drain'), once(socket, 'close')])
        if (!socket.destroyed) socket.write(tail)
      })
      socket.setMaxListeners(0)
      socket.on('data', (d) => (got += d))
      socket.on('error', () => {})
      socket.on('close', () => resolve(got))
    })
    assert.ok(sent === '' || sent.includes(' 413 '), sent)
    await until(() => stat(port).then(() => readdirSync(dir)), (left) => left.length === 0)
  })
})

test('quality 21 answers: gzip for text when asked, files by range, rows by pull, fixed bytes', async () => {
  await withEcho([], async ({ port }) => {
    const get = (path, headers = {}) =>
      new Promise((resolve) =>
        http.get({ port, path, headers, agent: false }, (r) => {
          const parts = []
          r.on('data', (d) => parts.push(d))
          r.on('end', () => resolve({ headers: r.headers, status: r.statusCode, body: Buffer.concat(parts) }))
        }),
      )
    const plain = await get('/big?n=500')
    const packed = await get('/big?n=500', { 'accept-encoding': 'br, gzip;q=0.8' })
    assert.equal(packed.headers['content-encoding'], 'gzip')
    assert.equal(packed.headers.vary, 'Accept-Encoding')
    assert.ok(packed.body.length < plain.body.length / 4)
    assert.deepEqual(gunzipSync(packed.body), plain.body)
    const none = await get('/big?n=500', { 'accept-encoding': 'gzip;q=0' })
    assert.equal(none.headers['content-encoding'], undefined)
    assert.equal((await get('/file?from=1&n=3')).body.toString(), 'ELF')
    const rows = await get('/rows?n=200000')
    assert.equal(rows.headers['transfer-encoding'], 'chunked')
    assert.equal(rows.body.length, 200000)
    assert.equal((await stat(port)).pulls_done, 1)
    assert.equal((await get('/fixed')).body.toString(), 'b{}')
    assert.equal((await get('/status?is=204')).body.length, 0)
    assert.equal((await get('/status?is=99')).status, 500)
  })
})

test('quality 21 it listens on IPv6 too, and says why when it cannot listen', async () => {
  await withEcho(['listen=[::1]:0'], async ({ port }) => {
    const a = await raw(port, `${GET}${CLOSE}\r\n`, { host: '::1' })
    assert.equal(echoed(a).peer, '::1')
    await assert.rejects(startEcho(`listen=[::1]:${port}`), /Address already in use/)
  })
  await assert.rejects(startEcho('listen=nowhere'), /not an address like/)
  await assert.rejects(startEcho('trusted_proxy=10.0.0.0/99'), /not a list of networks/)
})
