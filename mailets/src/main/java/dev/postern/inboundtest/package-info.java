/**
 * The inbound test: a partner sends one message to a one-time address of ours and gets back a report of how it arrived.
 *
 * <ol>
 *   <li>{@link dev.postern.inboundtest.TestAddress}: the address, and which local parts are set aside for such addresses.
 *   <li>{@link dev.postern.inboundtest.InboundTests}: issues tests, admits their messages, and uses each of them once; a
 *       {@link dev.postern.inboundtest.TestStore} keeps them over a restart.
 *   <li>{@link dev.postern.inboundtest.InboundTestHook}: at RCPT and at the end of DATA, everyone who may not use an address is
 *       answered as for an unknown recipient.
 *   <li>{@link dev.postern.inboundtest.RecipientIsInboundTest}, {@link dev.postern.inboundtest.AnswerInboundTest}: take the message
 *       out of the pipeline, judge it by {@link dev.postern.inbound.InboundCheck}, and send the {@link dev.postern.inboundtest.TestReportText}.
 *   <li>{@link dev.postern.inboundtest.TestTracking}: adds what else happens to the partner's mail and to the report to the
 *       {@link dev.postern.inboundtest.TestLog} of the test, which an administrator sees live.
 * </ol>
 *
 * <p>It delivers no message, changes no rule, and writes to no address but the envelope sender in a partner's domain.
 */
@NullMarked
package dev.postern.inboundtest;

import org.jspecify.annotations.NullMarked;
