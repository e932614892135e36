package dev.postern.tracking;

import dev.postern.recipient.Recipient;
import dev.postern.tls.CertificateMatch;
import dev.postern.tls.TlsFailure;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsSession;
import dev.postern.tls.TlsVersion;
import dev.postern.tls.TrustAnchors;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.mail.internet.AddressException;
import org.apache.james.core.MailAddress;
import org.apache.james.core.MaybeSender;

/** One event of each kind. */
final class Events {
    static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    static final FailureReason WHY =
            new FailureReason(Optional.of(TlsFailure.CERTIFICATE_HOST_MISMATCH), "it is for \"mx\"");

    private static final AppliedRule RULE = new AppliedRule(
            Optional.of("contoso"),
            List.of(new TlsPolicy.Secure(
                    TlsVersion.TLS_1_2,
                    List.of(CertificateMatch.parse("mx.contoso.test").orElseThrow()),
                    TrustAnchors.ofJvm())));

    private Events() {}

    static InboundMail inbound(TlsSession session) {
        return new InboundMail(
                "Mail1",
                Optional.of(InetAddress.getLoopbackAddress()),
                MaybeSender.nullSender(),
                List.of(new Recipient(address("bob@example.org"))),
                session);
    }

    static OutboundMail outbound(String... recipients) {
        return new OutboundMail(
                "Mail1-to-contoso.test",
                MaybeSender.nullSender(),
                Stream.of(recipients)
                        .map(recipient -> new Recipient(address(recipient)))
                        .toList());
    }

    static InboundEvent rejected(TlsSession session, FailureReason why) {
        return new InboundEvent.Rejected(finding(inbound(session), why), "550 5.7.1 no");
    }

    private static InboundEvent.Finding finding(InboundMail mail, FailureReason why) {
        return new InboundEvent.Finding(NOON, mail, RULE, why);
    }

    static TrackingEvent of(TrackingEvent.Kind kind) {
        InboundMail in = inbound(new TlsSession.Clear());
        OutboundMail out = outbound("bob@contoso.test");
        var attempt = new OutboundEvent.Attempt(NOON, out, RULE, OutboundConnection.NONE);
        var accepted =
                new HopReply(new Hop("mx", InetAddress.getLoopbackAddress(), 25, Optional.empty()), "250 2.0.0 ok");
        return switch (kind) {
            case RECEIVED ->
                new InboundEvent.Received(NOON, in, List.of(new InboundEvent.Received.Kept(RULE, Optional.empty())));
            case EXEMPT -> new InboundEvent.Exempt(NOON, in, "contoso");
            case REJECTED -> rejected(in.session(), WHY);
            case TEMPFAIL -> new InboundEvent.Tempfailed(finding(in, WHY), "451 4.7.1 later");
            case QUARANTINED -> new InboundEvent.Quarantined(finding(in, WHY));
            case WOULD_REJECT -> new InboundEvent.WouldReject(finding(in, WHY));
            case WOULD_DEFER -> new InboundEvent.WouldTempfail(finding(in, WHY));
            case WOULD_QUARANTINE -> new InboundEvent.WouldQuarantine(finding(in, WHY));
            case QUEUED -> new OutboundEvent.Queued(NOON, out, RULE);
            case DELIVERED -> new OutboundEvent.Delivered(attempt, accepted, false);
            case DEFERRED -> new OutboundEvent.Deferred(attempt, WHY);
            case BOUNCED -> new OutboundEvent.Bounced(attempt, WHY);
            case WOULD_BOUNCE -> new OutboundEvent.WouldBounce(attempt, WHY, Optional.of(accepted));
        };
    }

    private static MailAddress address(String text) {
        try {
            return new MailAddress(text);
        } catch (AddressException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
