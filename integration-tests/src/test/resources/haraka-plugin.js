'use strict'
// A partner's own rules: its reply to certain recipients, read afresh at each RCPT from the lines "address: reply" of the
// file replies; and a log line a message with what Haraka does not log of itself. Haraka notes PIPELINING only where the next command is there while it still thinks about this one: so MAIL
// takes it a moment.
const fs = require('node:fs')
const path = require('node:path')

exports.hook_mail = function (next, connection) {
  const { cleartext } = connection.client
  connection.loginfo(this, `resumed=${cleartext ? cleartext.isSessionReused() : 'no TLS'}`)
  setImmediate(next)
}

exports.hook_rcpt = function (next, connection, params) {
  const key = `${params[0].address()}: `
  const replies = fs.readFileSync(path.join(process.env.HARAKA, 'replies'), 'utf8').split('\n')
  const told = replies.find((line) => line.startsWith(key))
  if (!told) return next()
  const reply = told.slice(key.length)
  return next(reply.startsWith('5') ? DENY : DENYSOFT, reply.slice(4))
}
