package dev.postern.inbound;

import dev.postern.tls.TlsSession;
import dev.postern.xclient.XclientCommand;
import org.apache.james.protocols.smtp.SMTPSession;

/** The TLS between the client of a session and this server: what every rule for mail that comes in is judged by. */
public final class ClientTls {
    private ClientTls() {}

    /**
     * Returns the negotiated facts of the connection. Where a host speaks for its client by XCLIENT they are those of the host, and
     * nobody knows how the client spoke with it: the session then counts as clear text.
     */
    public static TlsSession of(SMTPSession session) {
        return XclientCommand.speaksForAnother(session)
                ? new TlsSession.Clear()
                : TlsSession.of(session.getSSLSession());
    }
}
