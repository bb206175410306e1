// How a play talks to a JavaScript client: the same JSON lines as protocol.py.
import crypto from 'node:crypto'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import readline from 'node:readline'

export const API_ID = 12345
export const API_HASH = '0'.repeat(32)

// The client libraries are installed beside, not above, the workers.
// import.meta.dirname would do from Node 20 on; Debian 12 has 18.
export const require = createRequire(new URL('../node/package.json', import.meta.url))

// Standard output belongs to the play.
console.log = console.error

// Write one line for the play.
export function emit (line) {
  process.stdout.write(JSON.stringify(line) + '\n')
}

// Answer the play's commands, several at a time, until its pipe closes.
export function serve (verbs) {
  readline.createInterface({ input: process.stdin }).on('line', async line => {
    const { id, do: verb, ...given } = JSON.parse(line)
    try {
      emit({ id, ok: (await verbs[verb](given)) ?? null })
    } catch (error) {
      console.error(error)
      emit({ id, error: `${error?.constructor?.name}: ${error?.errorMessage ?? error?.text ?? error?.message ?? error}` })
    }
  }).on('close', () => process.exit(0))
}

// The server's public key: its numbers in hexadecimal, and its fingerprint as a 64-bit Buffer, big-endian.
export function serverKey (file) {
  const jwk = crypto.createPublicKey(fs.readFileSync(file, 'utf8')).export({ format: 'jwk' })
  const [n, e] = [jwk.n, jwk.e].map(part => Buffer.from(part, 'base64url'))
  const hash = crypto.createHash('sha1').update(Buffer.concat([tlBytes(n), tlBytes(e)])).digest()
  return { n: n.toString('hex'), e: e.toString('hex'), fingerprint: hash.subarray(-8).reverse() }
}

function tlBytes (data) {
  const head = data.length < 254 ? Buffer.from([data.length]) : Buffer.from([254, data.length & 255, (data.length >> 8) & 255, data.length >> 16])
  const packed = Buffer.concat([head, data])
  return Buffer.concat([packed, Buffer.alloc((4 - packed.length % 4) % 4)])
}
