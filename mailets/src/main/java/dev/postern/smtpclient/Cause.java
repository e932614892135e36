package dev.postern.smtpclient;

import com.google.common.net.InetAddresses;
import dev.postern.text.Printable;
import dev.postern.tls.TlsFailure;
import dev.postern.tls.TlsVerdict;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Says why a message was not delivered.
 *
 * @param trouble what kind of cause it is
 * @param tls the RFC 8460 result type, if it was the TLS rule
 * @param status the enhanced status code without its class, such as {@code 7.5} (RFC 3463, RFC 5248)
 * @param reason in plain words, or the remote server's reply; one line of printable characters, cut if it is long
 * @param remote the server that answered, if one did
 */
public record Cause(
        FailureKind trouble, Optional<TlsFailure> tls, String status, String reason, Optional<String> remote) {

    /** With all that stands before it in a notice, this is less than a line may hold (RFC 5322 §2.1.1). */
    private static final int LONGEST = 600;

    public Cause {
        reason = reason.length() > LONGEST ? reason.substring(0, LONGEST) + "..." : reason;
    }

    /** Returns the cause for a recipient whose domain is an address literal, or cannot be read at all. */
    public static Cause noDomain(String address) {
        return of(
                FailureKind.NO_DOMAIN,
                "this gateway sends to domain names only, and " + Printable.of(address) + " has none");
    }

    /**
     * The rule kept it: {@code 7.4} if no TLS was to be had, {@code 7.5} for whatever was wrong with the TLS there was.
     */
    public static Cause tls(TlsVerdict.Violated verdict, Host host) {
        return tls(verdict.failure(), Printable.of(verdict.reason()), host);
    }

    public static Cause tls(TlsFailure failure, String reason, Host host) {
        return new Cause(
                FailureKind.TLS,
                Optional.of(failure),
                failure == TlsFailure.STARTTLS_NOT_SUPPORTED ? "7.4" : "7.5",
                reason,
                Optional.of(remote(host)));
    }

    /** Returns the cause that is a remote server's reply. */
    public static Cause reply(SmtpReply reply, Host host) {
        return new Cause(FailureKind.REPLY, Optional.empty(), reply.status(), reply.text(), Optional.of(remote(host)));
    }

    /** No cause of failure: that server took the message. */
    public static Cause takenBy(Host host) {
        return new Cause(
                FailureKind.NONE,
                Optional.empty(),
                FailureKind.NONE.status(),
                "accepted by " + host,
                Optional.of(remote(host)));
    }

    /** Nobody said so but the gateway. */
    public static Cause of(FailureKind trouble, String reason) {
        return new Cause(trouble, Optional.empty(), trouble.status(), reason, Optional.empty());
    }

    public static Cause ruleChanged() {
        return of(FailureKind.RULE_CHANGED, "what is agreed for this domain was changed during the attempt");
    }

    /** Returns the cause for a recipient whose domain is not our own any more, which a stranger may not be relayed to. */
    public static Cause relayDenied() {
        return of(FailureKind.RELAY_DENIED, "the gateway does not relay mail to this domain");
    }

    /** Whether {@code reason} is a remote server's SMTP reply. */
    public boolean replied() {
        return trouble == FailureKind.REPLY;
    }

    /** Whether {@code reason} is a reply that asks to try again (RFC 5321 §4.2.1: 4yz). */
    public boolean isTransientReply() {
        return replied() && reason.startsWith("4");
    }

    /** Whether {@code reason} is a reply that says no (RFC 5321 §4.2.1: 5yz). */
    public boolean isPermanentReply() {
        return replied() && reason.startsWith("5");
    }

    /** Returns whether an attempt found it, and not the gateway that made none. */
    public boolean isOfAttempt() {
        return trouble != FailureKind.RATE && trouble != FailureKind.CONGESTION;
    }

    /** Returns whether the message may be where it was to go: to send it again may be to send it twice. */
    public boolean mayHaveArrived() {
        return trouble == FailureKind.REPLY_LOST;
    }

    /** Returns the status of a final failure: what RFC 5248 calls a lack of encryption is 5.7.10 there. */
    public String finalStatus() {
        return "5." + (tls.isPresent() && status.equals("7.4") ? "7.10" : status);
    }

    /** Returns the status of a deferral. */
    public String delayedStatus() {
        return "4." + status;
    }

    /** Returns what happened in one line: the token, if there is one, and the reason. */
    public String words() {
        return tls.map(failure -> failure.token() + ": ").orElse("") + reason;
    }

    /** Returns all of it as one text; the reason has one line. */
    public String text() {
        return String.join("\n", trouble.name(), status, tls.map(Enum::name).orElse(""), remote.orElse(""), reason);
    }

    /** What {@link #text} wrote; empty if it is something else. */
    public static Optional<Cause> parse(String text) {
        String[] parts = text.split("\n", 5);
        if (parts.length < 5) {
            return Optional.empty();
        }
        return Stream.of(FailureKind.values())
                .filter(trouble -> trouble.name().equals(parts[0]))
                .findFirst()
                .map(trouble -> new Cause(
                        trouble,
                        Stream.of(TlsFailure.values())
                                .filter(failure -> failure.name().equals(parts[2]))
                                .findFirst(),
                        parts[1],
                        parts[4],
                        Optional.of(parts[3]).filter(remote -> !remote.isEmpty())));
    }

    private static String remote(Host host) {
        return InetAddresses.isInetAddress(host.name()) ? "[" + host.name() + "]" : host.name();
    }
}
