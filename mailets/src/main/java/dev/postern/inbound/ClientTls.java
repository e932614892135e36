package dev.postern.inbound;

import dev.postern.tls.TlsSession;
import dev.postern.xclient.XclientCommand;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import org.apache.james.protocols.api.ProtocolSession.AttachmentKey;
import org.apache.james.protocols.api.ProtocolSession.State;
import org.apache.james.protocols.smtp.SMTPSession;

/** The TLS between the client of a session and this server: what every rule for mail that comes in is judged by. */
public final class ClientTls {
    private static final AttachmentKey<Negotiated> NEGOTIATED =
            AttachmentKey.of("dev.postern.negotiated", Negotiated.class);

    private ClientTls() {}

    /**
     * The facts of a TLS session, which do not change: they are asked for several times a message, and for a client without a
     * certificate the JDK answers by an exception, from the depth of a session's stack.
     */
    private record Negotiated(SSLSession session, TlsSession facts) {}

    /**
     * Returns the negotiated facts of the connection. Where a host speaks for its client by XCLIENT they are those of the host, and
     * nobody knows how the client spoke with it: the session then counts as clear text.
     */
    public static TlsSession of(SMTPSession session) {
        return XclientCommand.speaksForAnother(session)
                ? new TlsSession.Clear()
                : session.getSSLSession().map(tls -> of(session, tls)).orElseGet(TlsSession.Clear::new);
    }

    /** A session that was negotiated anew, be it over the same connection, is another object. */
    private static TlsSession of(SMTPSession session, SSLSession tls) {
        Optional<Negotiated> known = session.getAttachment(NEGOTIATED, State.Connection);
        if (known.filter(before -> before.session == tls).isPresent()) {
            return known.get().facts;
        }
        TlsSession facts = TlsSession.of(Optional.of(tls));
        session.setAttachment(NEGOTIATED, new Negotiated(tls, facts), State.Connection);
        return facts;
    }
}
