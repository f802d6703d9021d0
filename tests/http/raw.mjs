// What the raw-socket tests share: an echo server of their own, bytes in, bytes out.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = new URL('../..', import.meta.url).pathname
export const echoPath =
  process.env.ECHO_SERVER ?? join(root, process.env.ANJU_BUILD ?? 'build', 'tests/http/echo_server')

// Starts the echo server on a free port; options are "name=number" words.
export async function startEcho(...options) {
  if (!existsSync(echoPath)) throw new Error(`${echoPath} is missing; build it first`)
  const dir = mkdtempSync(join(tmpdir(), 'anju-http-'))
  const child = spawn(echoPath, [dir, ...options], { stdio: ['ignore', 'pipe', 'pipe'] })
  let out = ''
  let err = ''
  const exited = once(child, 'exit')
  child.stderr.on('data', (d) => (err += d))
  child.stdout.on('data', (d) => (out += d))
  while (!out.includes('\n')) {
    const what = await Promise.race([once(child.stdout, 'data'), exited])
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`echo server ended: ${err} ${what}`)
  }
  const port = Number(out.split('\n')[0])
  return {
    port,
    dir,
    // Asks it to stop; resolves to how it ended.
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
      const [code, signal] = await exited
      rmSync(dir, { recursive: true, force: true })
      return { code, signal, out, err }
    },
  }
}

export const bytes = (text) => Buffer.from(text, 'latin1')

// Sends the bytes and reads until the server closes, or until `enough(text)`, or `within` ms.
export function raw(port, text, { within = 5000, enough = null, host = '127.0.0.1' } = {}) {
  return new Promise((resolve) => {
    const socket = net.connect(port, host, () => socket.write(bytes(text)))
    const began = Date.now()
    const parts = []
    const done = (closed) => {
      clearTimeout(timer)
      socket.destroy()
      const body = Buffer.concat(parts).toString('utf8')
      const statuses = [...body.matchAll(/HTTP\/1\.[01] (\d{3}) /g)].map((m) => Number(m[1]))
      resolve({ text: body, statuses, closed, ms: Date.now() - began })
    }
    const timer = setTimeout(() => done(false), within)
    socket.on('data', (d) => {
      parts.push(d)
      if (enough && enough(Buffer.concat(parts).toString('utf8'))) done(false)
    })
    socket.on('end', () => done(true))
    socket.on('close', () => done(true))
    socket.on('error', () => done(true))
  })
}

// The JSON that the echo server answered with.
export const echoed = (answer) => JSON.parse(answer.text.slice(answer.text.indexOf('\r\n\r\n') + 4))

export const GET = 'GET /echo HTTP/1.1\r\nHost: a\r\n'
export const POST = 'POST /echo HTTP/1.1\r\nHost: a\r\n'
export const FORM = 'Content-Type: application/x-www-form-urlencoded\r\n'
export const CLOSE = 'Connection: close\r\n'
