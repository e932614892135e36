package dev.postern.listener;

import dev.postern.tls.PeerNames;
import dev.postern.tls.TlsSession;
import java.util.Collection;
import java.util.List;
import org.apache.james.protocols.api.ProtocolSession.State;
import org.apache.james.protocols.api.Request;
import org.apache.james.protocols.api.Response;
import org.apache.james.protocols.api.handler.CommandHandler;
import org.apache.james.protocols.smtp.SMTPResponse;
import org.apache.james.protocols.smtp.SMTPSession;

/** {@code XTLS}: what the server's session knows, as a reply. */
public final class TlsFactsCommand implements CommandHandler<SMTPSession> {
    @Override
    public Collection<String> getImplCommands() {
        return List.of("XTLS");
    }

    @Override
    public Response onCommand(SMTPSession session, Request request) {
        String helo = session.getAttachment(SMTPSession.CURRENT_HELO_NAME, State.Connection)
                .orElse("nobody");
        return new SMTPResponse("250", "started=" + session.isTLSStarted() + " helo=" + helo + " " + facts(session));
    }

    private static String facts(SMTPSession session) {
        return TlsSession.of(session.getSSLSession()) instanceof TlsSession.Encrypted tls
                ? tls.version().word() + " " + tls.cipherSuite() + " certificate="
                        + tls.peerCertificate().map(PeerNames::of)
                : "clear";
    }
}
