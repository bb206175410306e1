// GramJS as an actor in a play: JSON lines, the same verbs as the Python workers.
import { createRequire } from 'node:module'
import crypto from 'node:crypto'
import fs from 'node:fs'
import readline from 'node:readline'

// import.meta.dirname would do from Node 20 on; Debian 12 has 18.
const require = createRequire(new URL('../node/package.json', import.meta.url))
const { TelegramClient, Api } = require('telegram')
const { StringSession } = require('telegram/sessions')
const { NewMessage, Raw } = require('telegram/events')
const { ConnectionTCPFull } = require('telegram/network')
const RSA = require('telegram/crypto/RSA')
const bigInt = require('big-integer')

const API_ID = 12345
const API_HASH = '0'.repeat(32)
let client

// Standard output belongs to the play.
console.log = console.error

function emit (line) {
  process.stdout.write(JSON.stringify(line) + '\n')
}

function trustKey (file) {
  const jwk = crypto.createPublicKey(fs.readFileSync(file, 'utf8')).export({ format: 'jwk' })
  const [n, e] = [jwk.n, jwk.e].map(part => Buffer.from(part, 'base64url'))
  const hash = crypto.createHash('sha1').update(Buffer.concat([tlBytes(n), tlBytes(e)])).digest()
  const fingerprint = hash.subarray(-8).readBigInt64LE().toString()
  RSA._serverKeys.clear()
  RSA._serverKeys.set(fingerprint, { n: bigInt(n.toString('hex'), 16), e: parseInt(e.toString('hex'), 16) })
}

function tlBytes (data) {
  const head = data.length < 254 ? Buffer.from([data.length]) : Buffer.from([254, data.length & 255, (data.length >> 8) & 255, data.length >> 16])
  const packed = Buffer.concat([head, data])
  return Buffer.concat([packed, Buffer.alloc((4 - packed.length % 4) % 4)])
}

function bold (message) {
  return (message.entities ?? [])
    .filter(e => e.className === 'MessageEntityBold')
    .map(e => [e.offset, e.length])
}

const verbs = {
  async open ({ host, port, public_key, dc = 2 }) {
    trustKey(public_key)
    // GramJS ignores the session's port (always 80, or 443 with WSS): its `connection` option counts.
    class Here extends ConnectionTCPFull {
      constructor (options) { super({ ...options, ip: host, port }) }
    }
    const session = new StringSession('')
    // The session only saves ports up to 32767, and the connection above does not ask it.
    session.setDC(dc, host, 443)
    client = new TelegramClient(session, API_ID, API_HASH, { connectionRetries: 100, retryDelay: 200, requestRetries: 5, floodSleepThreshold: 0, connection: Here })
    client.setLogLevel(process.env.PLAY_LOG || 'none')
    client.addEventHandler(e => emit({ event: 'message', id: e.message.id, text: e.message.message, out: !!e.message.out }), new NewMessage({}))
    client.addEventHandler(update => {
      if (update.className === 'UpdateEditMessage') emit({ event: 'edit', id: update.message.id, text: update.message.message })
      if (update.className === 'UpdateDeleteMessages') emit({ event: 'delete', ids: update.messages })
      if (update.className === 'UpdateReadHistoryOutbox') emit({ event: 'read', max_id: update.maxId })
    }, new Raw({}))
    await client.connect()
  },
  async send_code ({ phone }) {
    return (await client.sendCode({ apiId: API_ID, apiHash: API_HASH }, phone)).phoneCodeHash
  },
  async sign_in ({ phone, code_hash, code, first_name }) {
    let signed = await client.invoke(new Api.auth.SignIn({ phoneNumber: phone, phoneCodeHash: code_hash, phoneCode: code }))
    if (signed.className === 'auth.AuthorizationSignUpRequired') {
      signed = await client.invoke(new Api.auth.SignUp({ phoneNumber: phone, phoneCodeHash: code_hash, firstName: first_name, lastName: '' }))
    }
    await client.getMe()
    return Number(signed.user.id)
  },
  async set_username ({ username }) {
    await client.invoke(new Api.account.UpdateUsername({ username }))
  },
  async me () {
    const me = await client.getMe()
    return { id: Number(me.id), first_name: me.firstName, username: me.username ?? null }
  },
  async resolve ({ username }) {
    return Number((await client.getEntity(username)).id)
  },
  async send ({ to, text, bold }) {
    const formattingEntities = bold ? [new Api.MessageEntityBold({ offset: bold[0], length: bold[1] })] : undefined
    const sent = await client.sendMessage(to, { message: text, formattingEntities, parseMode: false })
    return { id: sent.id, date: sent.date }
  },
  async edit ({ to, message_id, text }) {
    await client.editMessage(to, { message: message_id, text })
  },
  async delete ({ to, ids }) {
    await client.deleteMessages(to, ids, { revoke: true })
  },
  async history ({ peer, limit = 100 }) {
    return (await client.getMessages(peer, { limit, waitTime: 0 })).map(m => ({ id: m.id, text: m.message, out: !!m.out, bold: bold(m) }))
  },
  async read ({ peer, max_id }) {
    await client.invoke(new Api.messages.ReadHistory({ peer, maxId: max_id }))
  },
  async dialogs () {
    return (await client.getDialogs({})).map(d => ({ id: Number(d.id), unread: d.unreadCount, top: d.message.id, text: d.message.message }))
  },
  async contact ({ phone, first_name }) {
    const contact = new Api.InputPhoneContact({ clientId: bigInt.zero, phone, firstName: first_name, lastName: '' })
    return (await client.invoke(new Api.contacts.ImportContacts({ contacts: [contact] }))).users.map(u => Number(u.id))
  },
  async sessions () {
    return (await client.invoke(new Api.account.GetAuthorizations())).authorizations.length
  },
  async state () {
    const state = await client.invoke(new Api.updates.GetState())
    return { pts: state.pts, date: state.date, qts: state.qts }
  },
  async difference ({ pts, date, qts }) {
    const found = await client.invoke(new Api.updates.GetDifference({ pts, date, qts }))
    return (found.newMessages ?? []).map(m => m.message)
  },
  async disconnect () { await client.disconnect() },
  async connect () { await client.connect() },
  async log_out () {
    const left = await client.invoke(new Api.auth.LogOut())
    return left.className === 'auth.LoggedOut'
  }
}

readline.createInterface({ input: process.stdin }).on('line', async line => {
  const { id, do: verb, ...given } = JSON.parse(line)
  try {
    emit({ id, ok: (await verbs[verb](given)) ?? null })
  } catch (error) {
    console.error(error)
    emit({ id, error: `${error?.constructor?.name}: ${error?.errorMessage ?? error?.message ?? error}` })
  }
}).on('close', () => process.exit(0))
