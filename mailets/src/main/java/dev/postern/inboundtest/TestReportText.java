package dev.postern.inboundtest;

import dev.postern.inbound.InboundVerdict.Violation;
import dev.postern.inbound.Reply;
import dev.postern.tls.TlsFailure;
import dev.postern.tls.TlsSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes the report that the partner gets: what we saw of its connection, what the gateway answers, and what to change. It holds
 * nothing of the message, and nothing of the agreed rule that the reply does not tell.
 */
final class TestReportText {
    private TestReportText() {}

    static String of(String hostname, Judgment judgment) {
        List<String> lines = new ArrayList<>();
        lines.add("Your message to the one-time test address of the mail gateway " + hostname + " arrived.");
        lines.add("This report answers it once. The message itself was deleted.");
        lines.add("");
        lines.add("What we saw of your connection:");
        lines.addAll(table(judgment.observation().facts()));
        lines.add("");
        lines.addAll(verdict(judgment));
        lines.add("");
        lines.add("What else this connection would satisfy:");
        judgment.others()
                .forEach((demand, why) ->
                        lines.add("  " + (why.isEmpty() ? "yes" : "no ") + (why.isEmpty() ? "  " : " ") + demand));
        lines.add("");
        return String.join("\r\n", lines);
    }

    private static List<String> verdict(Judgment judgment) {
        Optional<Violation> violation = judgment.violation();
        if (violation.isEmpty()) {
            return List.of(
                    "Verdict: as agreed.",
                    judgment.partner().isEnforced()
                            ? "The gateway accepts such mail, and rejects mail that does not satisfy the agreement."
                            : "The gateway accepts such mail, also once the agreement is enforced.");
        }
        List<String> lines = new ArrayList<>();
        lines.add("Verdict: not as agreed"
                + violation
                        .get()
                        .failure()
                        .map(failure -> " (" + failure.token() + ")")
                        .orElse("") + ".");
        lines.add(
                judgment.partner().isEnforced()
                        ? "The gateway answers such mail with:"
                        : "The agreement is only monitored at present. Once it is enforced, the gateway answers such mail with:");
        lines.add("  " + Judgment.line(violation.get().reply()));
        lines.add("");
        lines.add("What to change on your side:");
        lines.add("  " + advice(violation.get(), judgment.observation().session()));
        return lines;
    }

    /** Returns what the partner can do about a violation. */
    static String advice(Violation violation, TlsSession session) {
        if (violation.reply().equals(Reply.RULE_UNKNOWN)) {
            return "Nothing. Our gateway could not evaluate the agreement; our administrator has to look at it.";
        }
        if (violation.failure().isEmpty()) {
            return "Send from one of the addresses that were agreed, or have this source address added to them.";
        }
        return advice(violation.failure().get(), session);
    }

    private static String advice(TlsFailure failure, TlsSession session) {
        if (!(session instanceof TlsSession.Encrypted tls)) {
            return failure == TlsFailure.STARTTLS_NOT_SUPPORTED
                    ? "Have your mail server require TLS towards our gateway: it did not say STARTTLS."
                    : "Have your mail server finish the TLS handshake: one failed shortly before it came in clear text.";
        }
        if (tls.peerCertificate().isEmpty() && failure != TlsFailure.VALIDATION_FAILURE) {
            return "Have your mail server present the agreed client certificate: it presented none.";
        }
        return switch (failure) {
            case STARTTLS_NOT_SUPPORTED -> "Have your mail server require TLS towards our gateway.";
            case VALIDATION_FAILURE ->
                "Allow a newer version of TLS on your mail server; "
                        + tls.version().word() + " is older than agreed.";
            case CERTIFICATE_HOST_MISMATCH ->
                "Present a client certificate with an agreed name, or have the name of this one agreed.";
            case CERTIFICATE_EXPIRED ->
                "Renew the client certificate, or its CA's: one of them is outside its validity.";
            case CERTIFICATE_NOT_TRUSTED ->
                "Present the agreed client certificate with its intermediate CAs, or have this one agreed.";
        };
    }

    private static List<String> table(Map<String, String> facts) {
        return facts.entrySet().stream()
                .map(fact -> "  %-19s %s".formatted(fact.getKey() + ":", fact.getValue()))
                .toList();
    }
}
