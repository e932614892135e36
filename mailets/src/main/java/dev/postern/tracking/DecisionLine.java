package dev.postern.tracking;

import com.google.common.collect.Lists;
import dev.postern.address.AddressText;
import dev.postern.recipient.Recipient;
import dev.postern.text.Printable;
import dev.postern.tls.TlsFailure;
import dev.postern.tls.TlsSecurityLevel;
import dev.postern.tls.TlsSession;
import dev.postern.tracking.InboundEvent.Exempt;
import dev.postern.tracking.InboundEvent.Received;
import dev.postern.tracking.OutboundEvent.Attempted;
import dev.postern.tracking.OutboundEvent.Delivered;
import dev.postern.tracking.OutboundEvent.Monitored;
import dev.postern.tracking.OutboundEvent.Undelivered;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A line of the decision log.
 *
 * @param text {@code key=value} pairs in a fixed order
 */
record DecisionLine(TrackingEvent.Kind kind, boolean inbound, String text) {
    /** The value of a key for which there is nothing to say. */
    static final String NONE = "none";

    private static final int RECIPIENTS_IN_A_LINE = 20;
    private static final Pattern NOT_IN_A_WORD = Pattern.compile("[\\s\"]");

    /**
     * Returns the lines of an event: one per partner for a message that was received, none if it is no partner's; one per twenty
     * recipients outbound, so that none is longer than a reader can use.
     */
    static List<DecisionLine> of(TrackingEvent event) {
        if (event instanceof Received received) {
            return received.kept().stream()
                    .map(kept -> inbound(received, "accepted", kept.rule(), kept.matched(), Optional.empty()))
                    .toList();
        }
        if (event instanceof Exempt exempt) {
            var rule = new AppliedRule(Optional.of(exempt.partner()), List.of());
            var why = new FailureReason("an own server sent it, and relay.partnersRule is exempt");
            return List.of(inbound(exempt, word(exempt), rule, Optional.empty(), Optional.of(why)));
        }
        if (event instanceof InboundEvent.Unsatisfied unsatisfied) {
            return List.of(inbound(
                    unsatisfied,
                    word(unsatisfied),
                    unsatisfied.rule(),
                    Optional.empty(),
                    Optional.of(unsatisfied.why())));
        }
        if (event instanceof Delivered delivered) {
            var why = new FailureReason("accepted by " + delivered.acceptance().by());
            // In spite of a monitored rule: the line of that says who accepted it.
            return delivered.despiteRule()
                    ? List.of()
                    : outbound(
                            delivered, why, Optional.of(delivered.acceptance().reply()));
        }
        if (event instanceof Undelivered undelivered) {
            Optional<HopReply> acceptance =
                    undelivered instanceof Monitored monitored ? monitored.acceptance() : Optional.empty();
            FailureReason why = undelivered.why();
            return outbound(
                    undelivered,
                    acceptance
                            .map(done -> new FailureReason(
                                    why.tls(), why.text() + "; accepted by " + done.by() + " all the same"))
                            .orElse(why),
                    acceptance.map(HopReply::reply));
        }
        return List.of(); // queued: its attempts have lines
    }

    private static DecisionLine inbound(
            InboundEvent event,
            String verdict,
            AppliedRule rule,
            Optional<String> matched,
            Optional<FailureReason> why) {
        Map<String, String> evidence = new LinkedHashMap<>();
        evidence.put("from", event.mail().sender().asString("<>"));
        event.mail().client().ifPresent(client -> evidence.put("client", AddressText.of(client)));
        if (event.session() instanceof TlsSession.Encrypted tls) {
            CertificateText.fingerprint(tls).ifPresent(fingerprint -> evidence.put("fingerprint", fingerprint));
        }
        return new DecisionLine(
                event.kind(), true, text("inbound", event, verdict, rule, matched, why) + words(evidence));
    }

    private static List<DecisionLine> outbound(Attempted event, FailureReason why, Optional<String> reply) {
        String head = text(
                "outbound", event, word(event), event.rule(), event.connection().matched(), Optional.of(why));
        String tail = words(ConnectionText.of(event.rule(), event.connection(), reply));
        return Lists.partition(event.mail().recipients(), RECIPIENTS_IN_A_LINE).stream()
                .map(some -> new DecisionLine(event.kind(), false, head + words(envelope(event.mail(), some)) + tail))
                .toList();
    }

    private static Map<String, String> envelope(OutboundMail mail, List<Recipient> recipients) {
        Map<String, String> words = new LinkedHashMap<>();
        words.put("from", mail.sender().asString("<>"));
        words.put("to", recipients.stream().map(Recipient::toString).collect(Collectors.joining(",")));
        return words;
    }

    private static String text(
            String direction,
            TrackingEvent event,
            String verdict,
            AppliedRule rule,
            Optional<String> matched,
            Optional<FailureReason> why) {
        Optional<TlsSession.Encrypted> tls =
                event.session() instanceof TlsSession.Encrypted encrypted ? Optional.of(encrypted) : Optional.empty();
        return direction + " message=" + event.message() + " partner="
                + rule.partner().orElse(NONE)
                + " wanted=" + rule.level().map(TlsSecurityLevel::word).orElse(NONE)
                + " version=" + tls.map(some -> some.version().word()).orElse(NONE)
                + " cipher=" + tls.map(TlsSession.Encrypted::cipherSuite).orElse(NONE)
                + " certificate="
                + matched.or(() -> tls.flatMap(CertificateText::name))
                        .map(DecisionLine::word)
                        .orElse(NONE)
                + " verdict=" + verdict
                + why.flatMap(FailureReason::tls)
                        .map(TlsFailure::token)
                        .map(token -> " token=" + token)
                        .orElse("")
                + why.map(reason -> " reason=" + quoted(reason.text())).orElse("");
    }

    private static String words(Map<String, String> evidence) {
        var text = new StringBuilder();
        evidence.forEach((key, value) ->
                text.append(' ').append(key).append('=').append(value.indexOf(' ') < 0 ? word(value) : quoted(value)));
        return text.toString();
    }

    private static String word(TrackingEvent event) {
        return event.kind().word();
    }

    private static String quoted(String text) {
        return '"' + plain(text).replace('"', '\'') + '"';
    }

    /** One word, so that no blank in it starts another key. */
    private static String word(String text) {
        String plain = plain(text);
        return plain.indexOf(' ') < 0 && plain.indexOf('"') < 0 && isPrintableAscii(plain)
                ? plain
                : NOT_IN_A_WORD.matcher(plain).replaceAll("?");
    }

    /** What a peer chose (names in its certificate, its replies) must not forge log lines. */
    private static String plain(String text) {
        return isPrintableAscii(text) ? text : Printable.of(text);
    }

    private static boolean isPrintableAscii(String text) {
        for (int at = 0; at < text.length(); at++) { // a stream takes ten times as long, some forty times a message
            if (text.charAt(at) < ' ' || text.charAt(at) > '~') {
                return false;
            }
        }
        return true;
    }
}
