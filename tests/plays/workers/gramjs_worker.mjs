// GramJS, or the teleproto that descends from it (the first argument), as an actor in a play; with
// `ws` as the second argument inside a WebSocket.
import { createWriteStream, statSync, writeFileSync } from 'node:fs'
import { finished } from 'node:stream/promises'

import { API_HASH, API_ID, emit, require, serve, serverKey } from './protocol.mjs'

const library = process.argv[2]
const { TelegramClient, Api } = require(library)
const { StringSession } = require(`${library}/sessions`)
const { NewMessage, Raw } = require(`${library}/events`)
const { ConnectionTCPFull, ConnectionTCPObfuscated } = require(`${library}/network`)
const { PromisedWebSockets } = require(`${library}/extensions`)
const { CustomFile, _fileToMedia } = require(`${library}/client/uploads`)
const RSA = require(`${library}/crypto/RSA`)
const bigInt = require('big-integer')

const inWebSocket = process.argv[3] === 'ws'
let client
let letIn
let letInRefused

function trustKey (file) {
  const { n, e, fingerprint } = serverKey(file)
  RSA._serverKeys.clear()
  RSA._serverKeys.set(fingerprint.readBigInt64BE().toString(), { n: bigInt(n, 16), e: parseInt(e, 16) })
}

async function share (to, media) {
  return await client.invoke(new Api.messages.SendMedia({ peer: to, media, message: '' }))
}

function livePlace (lat, long, period) {
  return new Api.InputMediaGeoLive({ geoPoint: new Api.InputGeoPoint({ lat, long }), period })
}

function kindOf (message) {
  const kind = ['photo', 'sticker', 'voice', 'gif', 'video', 'audio', 'document'].find(one => message[one])
  return kind === 'gif' ? 'animation' : kind
}

async function fetchMedium (message, path) {
  const sized = message.photo
    ? message.photo.sizes.filter(size => size.w).sort((a, b) => b.w - a.w)[0]
    : message.document.attributes.find(one => one.w) ?? {}
  const timed = message.document?.attributes.find(one => one.duration !== undefined) ?? {}
  writeFileSync(path, await client.downloadMedia(message, {}))
  return {
    album: String(message.groupedId),
    kind: kindOf(message),
    mime: message.document?.mimeType ?? 'image/jpeg',
    width: sized.w ?? 0,
    height: sized.h ?? 0,
    duration: timed.duration ?? 0,
    path
  }
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
    class Here extends (inWebSocket ? ConnectionTCPObfuscated : ConnectionTCPFull) {
      constructor (options) { super({ ...options, ip: host, port }) }
    }
    const session = new StringSession('')
    // The session only saves ports up to 32767, and the connection above does not ask it.
    session.setDC(dc, host, 443)
    client = new TelegramClient(session, API_ID, API_HASH, { connectionRetries: 100, retryDelay: 200, requestRetries: 5, floodSleepThreshold: 0, connection: Here, networkSocket: inWebSocket ? PromisedWebSockets : undefined })
    client.setLogLevel(process.env.PLAY_LOG || 'none')
    client.addEventHandler(e => emit({ event: 'message', id: e.message.id, text: e.message.message, out: !!e.message.out, by: e.message.sender?.firstName }), new NewMessage({}))
    client.addEventHandler(update => {
      if (['UpdateEditMessage', 'UpdateEditChannelMessage'].includes(update.className)) emit({ event: 'edit', id: update.message.id, text: update.message.message })
      if (['UpdateDeleteMessages', 'UpdateDeleteChannelMessages'].includes(update.className)) emit({ event: 'delete', ids: update.messages })
      if (update.className === 'UpdateReadHistoryOutbox') emit({ event: 'read', max_id: update.maxId })
      if (update.className === 'UpdateUserStatus') emit({ event: 'status', user: Number(update.userId), status: update.status.className })
      if (update.className === 'UpdateUserName') emit({ event: 'name', user: Number(update.userId), first_name: update.firstName })
      if (update.className === 'UpdateUserTyping') emit({ event: 'typing', user: Number(update.userId) })
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
  async show_qr () {
    return await new Promise((resolve, reject) => {
      letIn = client.signInUserWithQrCode({ apiId: API_ID, apiHash: API_HASH }, {
        qrCode: async shown => resolve(shown.token.toString('base64url')),
        password: async () => { throw new Error('SESSION_PASSWORD_NEEDED') },
        onError: error => { letInRefused = error; return true }
      })
      letIn.catch(reject)
    })
  },
  async let_in () {
    try {
      return Number((await letIn).id)
    } catch (error) {
      throw letInRefused ?? error
    }
  },
  async accept_qr ({ token }) {
    await client.invoke(new Api.auth.AcceptLoginToken({ token: Buffer.from(token, 'base64url') }))
  },
  async devices () {
    const found = await client.invoke(new Api.account.GetAuthorizations())
    return found.authorizations.map(a => ({ id: a.hash.toString(), current: !!a.current }))
  },
  async end_device ({ device }) {
    await client.invoke(new Api.account.ResetAuthorization({ hash: bigInt(device) }))
  },
  async enter_password ({ password }) {
    let refused
    const onError = error => { refused = error; return true }
    const given = { password: async () => password, onError }
    try {
      return Number((await client.signInWithPassword({ apiId: API_ID, apiHash: API_HASH }, given)).id)
    } catch (error) {
      throw refused ?? error
    }
  },
  async elsewhere ({ dc }) {
    const sender = await client._borrowExportedSender(dc)
    const [me] = await sender.send(new Api.users.GetUsers({ id: [new Api.InputUserSelf()] }))
    return Number(me.id)
  },
  async password_hint () {
    return (await client.invoke(new Api.account.GetPassword())).hint ?? ''
  },
  async set_password ({ current, new: next, hint = '' }) {
    await client.updateTwoFaSettings({ isCheckPassword: false, currentPassword: current ?? undefined, newPassword: next ?? undefined, hint })
  },
  async set_username ({ username }) {
    await client.invoke(new Api.account.UpdateUsername({ username }))
  },
  async rename ({ first_name, about }) {
    await client.invoke(new Api.account.UpdateProfile({ firstName: first_name, about }))
  },
  async set_privacy ({ key, rules }) {
    const made = rules.map(rule => new Api[`InputPrivacyValue${rule}`]({}))
    await client.invoke(new Api.account.SetPrivacy({ key: new Api[`InputPrivacyKey${key}`](), rules: made }))
  },
  async block ({ who, blocked }) {
    const id = await client.getInputEntity(who)
    await client.invoke(blocked ? new Api.contacts.Block({ id }) : new Api.contacts.Unblock({ id }))
  },
  async go_online ({ offline = false }) {
    await client.invoke(new Api.account.UpdateStatus({ offline }))
  },
  async type ({ to }) {
    await client.invoke(new Api.messages.SetTyping({ peer: to, action: new Api.SendMessageTypingAction() }))
  },
  async look ({ who }) {
    const found = await client.invoke(new Api.users.GetFullUser({ id: who }))
    const user = found.users.find(user => user.id.equals(found.fullUser.id))
    return { first_name: user.firstName, phone: user.phone ?? null, status: user.status?.className ?? 'null', about: found.fullUser.about ?? null, photo: !!user.photo }
  },
  async me () {
    const me = await client.getMe()
    return { id: Number(me.id), first_name: me.firstName, username: me.username ?? null }
  },
  async resolve ({ username }) {
    return Number((await client.getEntity(username)).id)
  },
  async make_group ({ people, title }) {
    const made = await client.invoke(new Api.messages.CreateChat({ users: people, title }))
    return -Number((made.updates.chats ? made.updates : made).chats[0].id)
  },
  async add_to_group ({ group, who }) {
    await client.invoke(new Api.messages.AddChatUser({ chatId: BigInt(-group), userId: who, fwdLimit: 0 }))
  },
  async leave_group ({ group }) {
    await client.invoke(new Api.messages.DeleteChatUser({ chatId: BigInt(-group), userId: 'me' }))
  },
  async remove_from_group ({ group, who }) {
    await client.invoke(new Api.messages.DeleteChatUser({ chatId: BigInt(-group), userId: who }))
  },
  async name_group ({ group, title }) {
    await client.invoke(new Api.messages.EditChatTitle({ chatId: BigInt(-group), title }))
  },
  async upgrade_group ({ group }) {
    const made = await client.invoke(new Api.messages.MigrateChat({ chatId: BigInt(-group) }))
    const channel = made.chats.find(one => one.className === 'Channel')
    return -(10 ** 12) - Number(channel.id)
  },
  async members ({ group }) {
    return (await client.getParticipants(group)).map(one => Number(one.id)).sort((a, b) => a - b)
  },
  async group_link ({ group }) {
    return (await client.invoke(new Api.messages.ExportChatInvite({ peer: group }))).link
  },
  async make_channel ({ title, username, broadcast = false }) {
    const made = await client.invoke(new Api.channels.CreateChannel({ title, about: '', broadcast, megagroup: !broadcast }))
    const channel = made.chats[0]
    await client.invoke(new Api.channels.UpdateUsername({ channel, username }))
    return Number(channel.id)
  },
  async react ({ to, message_id, emoji }) {
    const reaction = [new Api.ReactionEmoji({ emoticon: emoji })]
    await client.invoke(new Api.messages.SendReaction({ peer: to, msgId: message_id, reaction }))
  },
  async opinion_of ({ place, message_id }) {
    const [found] = await client.getMessages(place, { ids: [message_id] })
    const results = found.reactions?.results ?? []
    const mine = results.filter(one => one.chosenOrder !== undefined && one.chosenOrder !== null)
    return {
      counts: results.map(one => [one.reaction.emoticon, one.count]).sort(),
      mine: mine.map(one => one.reaction.emoticon),
      called: !!found.mentioned
    }
  },
  async join_channel ({ username }) {
    await client.invoke(new Api.channels.JoinChannel({ channel: username }))
  },
  async make_topic ({ forum, title }) {
    const made = await client.invoke(new Api.channels.CreateForumTopic({ channel: forum, title, randomId: bigInt(Date.now()) }))
    return made.updates.find(one => one.className === 'UpdateNewChannelMessage').message.id
  },
  async write_in ({ forum, topic, text }) {
    await client.sendMessage(forum, { message: text, replyTo: topic, topMsgId: topic })
  },
  async keep_of_topic ({ forum, topic, draft, until }) {
    const replyTo = new Api.InputReplyToMessage({ replyToMsgId: topic, topMsgId: topic })
    await client.invoke(new Api.messages.SaveDraft({ peer: forum, message: draft, replyTo }))
    const peer = new Api.InputNotifyForumTopic({ peer: await client.getInputEntity(forum), topMsgId: topic })
    const settings = new Api.InputPeerNotifySettings({ muteUntil: until })
    await client.invoke(new Api.account.UpdateNotifySettings({ peer, settings }))
  },
  async leave_channel ({ username }) {
    await client.invoke(new Api.channels.LeaveChannel({ channel: username }))
  },
  async join_group ({ link }) {
    const joined = await client.invoke(new Api.messages.ImportChatInvite({ hash: link.split('+').pop() }))
    return -Number(joined.chats[0].id)
  },
  async send ({ to, text, bold }) {
    const formattingEntities = bold ? [new Api.MessageEntityBold({ offset: bold[0], length: bold[1] })] : undefined
    // It knows no marked ids of channels that are as long as ours.
    const place = to < -(10 ** 12) ? new Api.PeerChannel({ channelId: BigInt(-(10 ** 12) - to) }) : to
    const sent = await client.sendMessage(place, { message: text, formattingEntities, parseMode: false })
    return { id: sent.id, date: sent.date }
  },
  async send_file ({ to, path, caption }) {
    const sent = await client.sendFile(to, { file: path, caption, forceDocument: true, workers: 4 })
    return { id: sent.id }
  },
  async fetch_file ({ peer, path }) {
    const found = await client.getMessages(peer, { limit: 20, waitTime: 0 })
    // Given a path it is done before the file is.
    const outputFile = createWriteStream(path)
    await Promise.all([finished(outputFile), client.downloadMedia(found.find(m => m.document), { outputFile })])
    return path
  },
  async share_contact ({ to, phone, first_name }) {
    await share(to, new Api.InputMediaContact({ phoneNumber: phone, firstName: first_name, lastName: '', vcard: '' }))
  },
  async venue ({ to, title, address, latitude, longitude }) {
    const geoPoint = new Api.InputGeoPoint({ lat: latitude, long: longitude })
    await share(to, new Api.InputMediaVenue({ geoPoint, title, address, provider: 'maps', venueId: 'at-42', venueType: '' }))
  },
  async shared ({ peer }) {
    const found = await client.getMessages(peer, { limit: 20, waitTime: 0 })
    return found.map(({ media }) => {
      if (media instanceof Api.MessageMediaContact) return { contact: [media.phoneNumber, media.firstName] }
      if (media instanceof Api.MessageMediaVenue) return { venue: [media.title, media.address, media.geo.lat, media.geo.long] }
      return {}
    })
  },
  async send_media ({ to, kind, path, caption }) {
    const sticker = new Api.DocumentAttributeSticker({ alt: '🙂', stickerset: new Api.InputStickerSetEmpty() })
    const attributes = kind === 'sticker' ? [sticker] : undefined
    if (path.endsWith('.tgs')) {
      // sendFile can be told no type, and knows none for these.
      const { media } = await _fileToMedia(client, { file: path, attributes, mimeType: 'application/x-tgsticker' })
      return { id: (await share(to, media)).updates[0].id }
    }
    const sent = await client.sendFile(to, { file: path, caption, attributes, voiceNote: kind === 'voice', supportsStreaming: kind === 'video' })
    return { id: sent.id }
  },
  async go_live ({ to, latitude, longitude, period }) {
    const done = await share(to, livePlace(latitude, longitude, period))
    return done.updates.find(one => one.className === 'UpdateMessageID').id
  },
  async move_live ({ to, message_id, latitude, longitude }) {
    await client.invoke(new Api.messages.EditMessage({ peer: to, id: message_id, media: livePlace(latitude, longitude) }))
  },
  async stop_live ({ to, message_id }) {
    const media = new Api.InputMediaGeoLive({ geoPoint: new Api.InputGeoPointEmpty(), stopped: true })
    await client.invoke(new Api.messages.EditMessage({ peer: to, id: message_id, media }))
  },
  async live ({ peer }) {
    const [{ media }] = await client.getMessages(peer, { limit: 1, waitTime: 0 })
    return media instanceof Api.MessageMediaGeoLive ? { place: [media.geo.lat, media.geo.long], period: media.period } : null
  },
  async send_round ({ to, path }) {
    await client.sendFile(to, { file: path, videoNote: true })
  },
  async round ({ peer, path }) {
    const [newest] = await client.getMessages(peer, { limit: 1, waitTime: 0 })
    if (!newest.videoNote) return null
    writeFileSync(path, await client.downloadMedia(newest, {}))
    return path
  },
  async send_covered ({ to, path, caption }) {
    const { media } = await _fileToMedia(client, { file: path })
    media.spoiler = true
    await client.invoke(new Api.messages.SendMedia({ peer: to, media, message: caption, invertMedia: true }))
  },
  async covered ({ peer }) {
    const [newest] = await client.getMessages(peer, { limit: 1, waitTime: 0 })
    return { kind: newest.media ? kindOf(newest) : null, spoiler: !!newest.media?.spoiler, above: !!newest.invertMedia, caption: newest.message }
  },
  async send_album ({ to, paths, caption, kind }) {
    await client.sendFile(to, { file: paths, caption: paths.map(() => caption), forceDocument: kind === 'document' })
  },
  async fetch_album ({ peer, folder }) {
    const found = await client.getMessages(peer, { limit: 20, waitTime: 0 })
    const fetched = []
    for (const part of found.filter(m => m.groupedId).reverse()) {
      fetched.push(await fetchMedium(part, `${folder}/${part.id}`))
    }
    return fetched
  },
  async fetch_media ({ peer, path }) {
    const found = await client.getMessages(peer, { limit: 20, waitTime: 0 })
    return await fetchMedium(found.find(m => m.media), path)
  },
  async set_photo ({ path }) {
    const name = path.split('/').pop()
    const file = await client.uploadFile({ file: new CustomFile(name, statSync(path).size, path), workers: 1 })
    await client.invoke(new Api.photos.UploadProfilePhoto({ file }))
  },
  async photo_of ({ username, path }) {
    writeFileSync(path, await client.downloadProfilePhoto(username, { isBig: true }))
    return path
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

serve(verbs)
