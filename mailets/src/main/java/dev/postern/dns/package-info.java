/**
 * The questions that sending mail asks the DNS, and answers that can carry what DNSSEC proves of them.
 *
 * <ol>
 *   <li>{@link dev.postern.dns.MailDns}: the questions. The gateway has a service of its own; {@link dev.postern.dns.JamesDns} stands on
 *       that of any James.
 *   <li>{@link dev.postern.dns.DnsAnswer}: records, none, or silence, which is never final.
 *   <li>{@link dev.postern.dns.DnsSecurity}: what is proven of it.
 * </ol>
 *
 * <p>Nothing here decides where mail goes.
 */
@NullMarked
package dev.postern.dns;

import org.jspecify.annotations.NullMarked;
