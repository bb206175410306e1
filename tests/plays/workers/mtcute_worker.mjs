// mtcute as an actor in a play; with `ws` as the first argument inside a WebSocket.
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs'

import { API_HASH, API_ID, emit, require, serve, serverKey } from './protocol.mjs'

const { InputMedia, IntermediatePacketCodec, MemoryStorage, ObfuscatedPacketCodec, TelegramClient } = require('@mtcute/node')
const Long = require('long')
const { connectWs } = require('@fuman/net')
const { w3cwebsocket } = require('websocket')
// Not among the package's exports.
const { __publicKeyIndex } = require('./node_modules/@mtcute/core/tl/binary/rsa-keys.cjs')

let client
let letIn

// What @mtcute/web does in a browser; Node 18 has no WebSocket of its own.
const inWebSocket = {
  connect: ({ ipAddress, port }) => connectWs({ url: `ws://${ipAddress}:${port}/apiws`, implementation: w3cwebsocket, protocols: 'binary' }),
  packetCodec: () => new ObfuscatedPacketCodec(new IntermediatePacketCodec())
}

function trustKey (file) {
  const { n, e, fingerprint } = serverKey(file)
  for (const known of Object.keys(__publicKeyIndex)) delete __publicKeyIndex[known]
  // It looks fingerprints up without their leading zeros.
  const name = fingerprint.readBigUInt64BE().toString(16)
  __publicKeyIndex[name] = { modulus: n, exponent: e, fingerprint: name, old: false }
}

function tell ({ update, peers }) {
  const { message } = update
  if (update._ === 'updateNewMessage' || update._ === 'updateNewChannelMessage') emit({ event: 'message', id: message.id, text: message.message ?? '', out: !!message.out, by: message.fromId?.userId && peers.users.get(message.fromId.userId)?.firstName })
  if (update._ === 'updateEditMessage' || update._ === 'updateEditChannelMessage') emit({ event: 'edit', id: message.id, text: message.message })
  if (update._ === 'updateDeleteMessages' || update._ === 'updateDeleteChannelMessages') emit({ event: 'delete', ids: update.messages })
  if (update._ === 'updateReadHistoryOutbox') emit({ event: 'read', max_id: update.maxId })
}

function kindOf (media) {
  return media.type === 'video' && media.isAnimation ? 'animation' : media.type
}

async function fetchMedium ({ media, groupedId }, path) {
  writeFileSync(path, await client.downloadAsBuffer(media))
  return {
    album: String(groupedId),
    kind: kindOf(media),
    mime: media.mimeType ?? 'image/jpeg',
    width: media.width ?? 0,
    height: media.height ?? 0,
    duration: media.duration ?? 0,
    path
  }
}

function bold (message) {
  return message.entities.filter(e => e.kind === 'bold').map(e => [e.offset, e.length])
}

const verbs = {
  async open ({ host, port, public_key, dc = 2, pfs = false }) {
    trustKey(public_key)
    const here = { id: dc, ipAddress: host, port }
    client = new TelegramClient({
      apiId: API_ID,
      apiHash: API_HASH,
      storage: new MemoryStorage(),
      defaultDcs: { main: here, media: { ...here, mediaOnly: true } },
      network: { usePfs: pfs },
      // Even undefined would stand in the place of its default.
      ...(process.argv[2] === 'ws' ? { transport: inWebSocket } : {}),
      logLevel: Number(process.env.PLAY_LOG || 2)
    })
    client.onRawUpdate.add(tell)
    client.onError.add(error => console.error(error))
    await client.connect()
  },
  async send_code ({ phone }) {
    return (await client.sendCode({ phone })).phoneCodeHash
  },
  async sign_in ({ phone, code_hash, code, first_name }) {
    const given = { phoneNumber: phone, phoneCodeHash: code_hash }
    let signed = await client.call({ _: 'auth.signIn', ...given, phoneCode: code })
    if (signed._ === 'auth.authorizationSignUpRequired') {
      signed = await client.call({ _: 'auth.signUp', ...given, firstName: first_name, lastName: '' })
    }
    const user = await client.notifyLoggedIn(signed)
    await client.startUpdatesLoop()
    return user.id
  },
  async show_qr () {
    return await new Promise((resolve, reject) => {
      letIn = client.signInQr({ onUrlUpdated: url => resolve(url.split('token=')[1]) })
      letIn.catch(reject)
    })
  },
  async let_in () {
    const user = await letIn
    await client.startUpdatesLoop()
    return user.id
  },
  async accept_qr ({ token }) {
    await client.call({ _: 'auth.acceptLoginToken', token: Buffer.from(token, 'base64url') })
  },
  async devices () {
    const found = await client.call({ _: 'account.getAuthorizations' })
    return found.authorizations.map(a => ({ id: a.hash.toString(), current: !!a.current }))
  },
  async end_device ({ device }) {
    await client.call({ _: 'account.resetAuthorization', hash: Long.fromString(device) })
  },
  async enter_password ({ password }) {
    const user = await client.checkPassword(password)
    await client.startUpdatesLoop()
    return user.id
  },
  async elsewhere ({ dc }) {
    const [me] = await client.call({ _: 'users.getUsers', id: [{ _: 'inputUserSelf' }] }, { dcId: dc })
    return me.id
  },
  async password_hint () {
    return await client.getPasswordHint() ?? ''
  },
  async set_password ({ current, new: next, hint = '' }) {
    if (!next) await client.removeCloudPassword(current)
    else if (!current) await client.enableCloudPassword({ password: next, hint })
    else await client.changeCloudPassword({ currentPassword: current, newPassword: next, hint })
  },
  async set_username ({ username }) {
    await client.setMyUsername(username)
  },
  async me () {
    const me = await client.getMe()
    return { id: me.id, first_name: me.firstName, username: me.username }
  },
  async resolve ({ username }) {
    return (await client.getUser(username)).id
  },
  async make_group ({ people, title }) {
    return (await client.createGroup({ title, users: people })).chat.id
  },
  async add_to_group ({ group, who }) {
    await client.addChatMembers(group, who, { forwardCount: 0 })
  },
  async leave_group ({ group }) {
    await client.leaveChat(group)
  },
  async remove_from_group ({ group, who }) {
    await client.kickChatMember({ chatId: group, userId: who })
  },
  async name_group ({ group, title }) {
    await client.setChatTitle(group, title)
  },
  async upgrade_group ({ group }) {
    const made = await client.call({ _: 'messages.migrateChat', chatId: -group })
    const channel = made.chats.find(one => one._ === 'channel')
    client.handleClientUpdate(made)
    return -(10 ** 12) - channel.id
  },
  async members ({ group }) {
    return (await client.getChatMembers(group)).map(one => one.user.id).sort((a, b) => a - b)
  },
  async group_link ({ group }) {
    return (await client.createInviteLink(group)).link
  },
  async make_channel ({ title, username, broadcast = false }) {
    const made = await (broadcast ? client.createChannel({ title }) : client.createSupergroup({ title }))
    await client.setChatUsername(made.id, username)
    return -(10 ** 12) - made.id
  },
  async react ({ to, message_id, emoji }) {
    await client.sendReaction({ chatId: to, message: message_id, emoji })
  },
  async opinion_of ({ place, message_id }) {
    const [{ raw }] = await client.getMessages(place, message_id)
    const results = raw.reactions?.results ?? []
    return {
      counts: results.map(one => [one.reaction.emoticon, one.count]).sort(),
      mine: results.filter(one => one.chosenOrder !== undefined).map(one => one.reaction.emoticon),
      called: !!raw.mentioned
    }
  },
  async join_channel ({ username }) {
    await client.joinChat(username)
  },
  async make_topic ({ forum, title }) {
    return (await client.createForumTopic({ chatId: forum, title })).id
  },
  async write_in ({ forum, topic, text }) {
    await client.sendText(forum, text, { replyTo: topic })
  },
  async keep_of_topic ({ forum, topic, draft, until }) {
    const peer = await client.resolvePeer(forum)
    const replyTo = { _: 'inputReplyToMessage', replyToMsgId: topic, topMsgId: topic }
    await client.call({ _: 'messages.saveDraft', peer, message: draft, replyTo })
    await client.call({
      _: 'account.updateNotifySettings',
      peer: { _: 'inputNotifyForumTopic', peer, topMsgId: topic },
      settings: { _: 'inputPeerNotifySettings', muteUntil: until }
    })
  },
  async leave_channel ({ username }) {
    await client.leaveChat(username)
  },
  async join_group ({ link }) {
    return (await client.joinChat(link)).id
  },
  async send ({ to, text, bold }) {
    const entities = bold ? [{ _: 'messageEntityBold', offset: bold[0], length: bold[1] }] : undefined
    const sent = await client.sendText(to, { text, entities })
    return { id: sent.id, date: Math.floor(sent.date / 1000) }
  },
  async send_file ({ to, path, caption }) {
    const sent = await client.sendMedia(to, InputMedia.document(`file:${path}`, { caption }))
    return { id: sent.id }
  },
  async fetch_file ({ peer, path }) {
    const found = await client.getHistory(peer, { limit: 20 })
    // downloadToFile is done before the file is, and not everything goes into a buffer.
    const file = openSync(path, 'w')
    for await (const part of client.downloadAsIterable(found.find(m => m.media).media)) writeSync(file, part)
    closeSync(file)
    return path
  },
  async share_contact ({ to, phone, first_name }) {
    await client.sendMedia(to, InputMedia.contact({ phone, firstName: first_name, lastName: '' }))
  },
  async venue ({ to, title, address, latitude, longitude }) {
    await client.sendMedia(to, InputMedia.venue({ title, address, latitude, longitude }))
  },
  async shared ({ peer }) {
    return (await client.getHistory(peer, { limit: 20 })).map(({ media }) => {
      if (media?.type === 'contact') return { contact: [media.phoneNumber, media.firstName] }
      if (media?.type === 'venue') return { venue: [media.title, media.address, media.location.latitude, media.location.longitude] }
      return {}
    })
  },
  async send_media ({ to, kind, path, caption }) {
    const make = { animation: 'video' }[kind] ?? kind
    const isAnimated = kind === 'animation' || path.endsWith('.tgs')
    const sent = await client.sendMedia(to, InputMedia[make](`file:${path}`, { caption, isAnimated }))
    return { id: sent.id }
  },
  async go_live ({ to, latitude, longitude, period }) {
    return (await client.sendMedia(to, InputMedia.geoLive(latitude, longitude, { period }))).id
  },
  async move_live ({ to, message_id, latitude, longitude }) {
    await client.editMessage({ chatId: to, message: message_id, media: InputMedia.geoLive(latitude, longitude) })
  },
  async stop_live ({ to, message_id }) {
    const media = { _: 'inputMediaGeoLive', geoPoint: { _: 'inputGeoPointEmpty' }, stopped: true }
    await client.editMessage({ chatId: to, message: message_id, media })
  },
  async live ({ peer }) {
    const [{ media }] = await client.getHistory(peer, { limit: 1 })
    return media?.type === 'live_location' ? { place: [media.latitude, media.longitude], period: media.period } : null
  },
  async send_round ({ to, path }) {
    await client.sendMedia(to, InputMedia.video(`file:${path}`, { isRound: true }))
  },
  async round ({ peer, path }) {
    const [{ media }] = await client.getHistory(peer, { limit: 1 })
    if (!media?.isRound) return null
    writeFileSync(path, await client.downloadAsBuffer(media))
    return path
  },
  async send_covered ({ to, kind, path, caption }) {
    const make = { animation: 'video' }[kind] ?? kind
    const media = InputMedia[make](`file:${path}`, { caption, spoiler: true, isAnimated: kind === 'animation' })
    await client.sendMedia(to, media, { invert: true })
  },
  async covered ({ peer }) {
    const [newest] = await client.getHistory(peer, { limit: 1 })
    const { media } = newest
    return { kind: media && kindOf(media), spoiler: !!media?.hasSpoiler, above: !!newest.invertMedia, caption: newest.text }
  },
  async send_album ({ to, paths, caption, kind }) {
    const make = path => kind ?? (path.endsWith('.mp4') ? 'video' : 'photo')
    await client.sendMediaGroup(to, paths.map(path => InputMedia[make(path)](`file:${path}`, { caption })))
  },
  async fetch_album ({ peer, folder }) {
    const found = await client.getHistory(peer, { limit: 20 })
    const fetched = []
    for (const part of found.filter(m => m.groupedId).reverse()) {
      fetched.push(await fetchMedium(part, `${folder}/${part.id}`))
    }
    return fetched
  },
  async fetch_media ({ peer, path }) {
    const found = await client.getHistory(peer, { limit: 20 })
    return await fetchMedium(found.find(m => m.media), path)
  },
  async set_photo ({ path }) {
    await client.setMyProfilePhoto({ type: 'photo', media: `file:${path}` })
  },
  async photo_of ({ username, path }) {
    const person = await client.getUser(username)
    writeFileSync(path, await client.downloadAsBuffer(person.photo.big))
    return path
  },
  async edit ({ to, message_id, text }) {
    await client.editMessage({ chatId: to, message: message_id, text })
  },
  async delete ({ to, ids }) {
    await client.deleteMessagesById(to, ids, { revoke: true })
  },
  async history ({ peer, limit = 100 }) {
    return (await client.getHistory(peer, { limit })).map(m => ({ id: m.id, text: m.text, out: m.isOutgoing, bold: bold(m) }))
  },
  async read ({ peer, max_id }) {
    await client.readHistory(peer, { maxId: max_id })
  },
  async dialogs () {
    const found = []
    for await (const d of client.iterDialogs()) {
      found.push({ id: d.peer.id, unread: d.unreadCount, top: d.lastMessage.id, text: d.lastMessage.text })
    }
    return found
  },
  async contact ({ phone, first_name }) {
    return (await client.importContacts([{ phone, firstName: first_name, lastName: '' }])).users.map(u => u.id)
  },
  async sessions () {
    return (await client.call({ _: 'account.getAuthorizations' })).authorizations.length
  },
  async state () {
    const { pts, date, qts } = await client.call({ _: 'updates.getState' })
    return { pts, date, qts }
  },
  async difference ({ pts, date, qts }) {
    const found = await client.call({ _: 'updates.getDifference', pts, date, qts })
    return (found.newMessages ?? []).map(m => m.message)
  },
  async disconnect () { await client.disconnect() },
  async connect () {
    await client.connect()
    await client.startUpdatesLoop()
  },
  async log_out () {
    await client.logOut()
    return true
  }
}

serve(verbs)
