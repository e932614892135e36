/**
 * The sockets on which mail comes in: TLS, the framing of SMTP lines, STARTTLS, limits.
 *
 * <p>James's SMTP server does the protocol; what it leaves open against hostile peers between clear text and TLS is
 * replaced here. Everything of one connection but TLS itself happens on one thread of the server's executor group, so
 * that a blocking hook stalls no other connection's TLS.
 */
@NullMarked
package dev.postern.listener;

import org.jspecify.annotations.NullMarked;
