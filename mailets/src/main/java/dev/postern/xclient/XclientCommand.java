package dev.postern.xclient;

import com.google.common.net.InetAddresses;
import dev.postern.address.AddressText;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.james.protocols.api.ProtocolSession.AttachmentKey;
import org.apache.james.protocols.api.ProtocolSession.State;
import org.apache.james.protocols.api.ProxyInformation;
import org.apache.james.protocols.api.Request;
import org.apache.james.protocols.api.Response;
import org.apache.james.protocols.api.handler.CommandHandler;
import org.apache.james.protocols.smtp.SMTPResponse;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.protocols.smtp.core.esmtp.EhloExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles XCLIENT: a trusted host names the client of the session for {@code sources}, relay networks, rates, Received
 * and logs, and the session begins anew. To other hosts the command is unknown and not announced. A client without a
 * known address may not relay. The TLS of the connection is that of the host and says nothing about the client: {@link
 * #speaksForAnother}. Safe for any thread.
 */
public final class XclientCommand implements CommandHandler<SMTPSession>, EhloExtension {
    private static final Logger LOGGER = LoggerFactory.getLogger(XclientCommand.class);
    private static final String VERB = "XCLIENT";
    private static final InetAddress NOBODY = InetAddresses.forString("0.0.0.0");
    /** The host that connected, whoever it has spoken for since. */
    private static final AttachmentKey<InetAddress> HOST =
            AttachmentKey.of("dev.postern.xclient-host", InetAddress.class);

    /** There once the host said XCLIENT, unless it named itself. */
    private static final AttachmentKey<Boolean> FOR_ANOTHER =
            AttachmentKey.of("dev.postern.xclient-for-another", Boolean.class);

    /** As James answers a command that nobody handles. */
    private static final Response UNKNOWN = new SMTPResponse("500", "5.5.1 Command XCLIENT unrecognized.").immutable();

    private static final Response IN_TRANSACTION =
            new SMTPResponse("503", "5.5.1 XCLIENT not allowed during a mail transaction").immutable();
    private static final Response UNREADABLE = new SMTPResponse("501", "5.5.4 Invalid XCLIENT attribute").immutable();

    private final XclientHosts hosts;

    @Inject
    public XclientCommand(XclientHosts hosts) {
        this.hosts = hosts;
    }

    /** Takes the other end of the connection for nobody's: whatever its address is, it may not say XCLIENT. */
    public static void distrust(SMTPSession session) {
        session.setAttachment(HOST, NOBODY, State.Connection);
    }

    /**
     * Returns whether the host that is connected speaks for another client than itself, or does not say for whom:
     * nobody knows how that client spoke with the host.
     */
    public static boolean speaksForAnother(SMTPSession session) {
        return session.getAttachment(FOR_ANOTHER, State.Connection).isPresent();
    }

    @Override
    public Collection<String> getImplCommands() {
        return List.of(VERB);
    }

    @Override
    public List<String> getImplementedEsmtpFeatures(SMTPSession session) {
        return isTrusted(session) ? List.of(VERB + " " + String.join(" ", XclientAttributes.NAMES)) : List.of();
    }

    @Override
    public Response onCommand(SMTPSession session, Request request) {
        if (!isTrusted(session)) {
            return UNKNOWN;
        }
        if (session.getAttachment(SMTPSession.SENDER, State.Transaction).isPresent()) {
            return IN_TRANSACTION;
        }
        Optional<XclientAttributes> read =
                Optional.ofNullable(request.getArgument()).flatMap(XclientAttributes::parse);
        if (read.isEmpty()) {
            return UNREADABLE;
        }
        speakFor(session, read.get());
        for (var key : List.of(SMTPSession.CURRENT_HELO_MODE, SMTPSession.CURRENT_HELO_NAME)) {
            session.removeAttachment(key, State.Connection);
        }
        session.resetState();
        return new SMTPResponse("220", session.getConfiguration().getHelloName() + " ESMTP Postern");
    }

    private static void speakFor(SMTPSession session, XclientAttributes attributes) {
        InetAddress host = host(session);
        if (attributes.address().filter(host::equals).isPresent()) {
            session.removeAttachment(FOR_ANOTHER, State.Connection);
        } else {
            session.setAttachment(FOR_ANOTHER, true, State.Connection);
        }
        if (attributes.address().isEmpty() && !attributes.unknown()) {
            return;
        }
        InetAddress client = attributes.address().orElse(NOBODY);
        session.setAttachment(HOST, host, State.Connection);
        // The session computes anew whether the client may relay.
        session.setProxyInformation(
                new ProxyInformation(new InetSocketAddress(client, attributes.port()), new InetSocketAddress(host, 0)));
        if (attributes.unknown()) {
            session.setRelayingAllowed(false);
        }
        LOGGER.info(
                "Session {}: host {} named its client by XCLIENT: client={}{}",
                session.getSessionID(),
                AddressText.of(host),
                attributes.unknown() ? "unknown" : AddressText.of(client),
                speaksForAnother(session) ? ", TLS unknown" : "");
    }

    private boolean isTrusted(SMTPSession session) {
        InetAddress host = host(session);
        return !host.equals(NOBODY) && hosts.contain(host);
    }

    private static InetAddress host(SMTPSession session) {
        return session.getAttachment(HOST, State.Connection)
                .orElseGet(() -> session.getRemoteAddress().getAddress());
    }
}
