package dev.postern.delivery;

import com.google.common.net.InetAddresses;
import dev.postern.tls.TlsFailure;
import dev.postern.tls.TlsVerdict;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Why a message did not go through.
 *
 * @param tls the RFC 8460 result type, if it was the TLS rule
 * @param status the enhanced status code without its class, such as {@code 7.5} (RFC 3463, RFC 5248)
 * @param reason in plain words, or the remote server's reply; one line of printable characters, cut if it is long
 * @param remote the server that answered, if one did
 * @param replied whether {@code reason} is a remote server's SMTP reply
 */
public record Cause(Optional<TlsFailure> tls, String status, String reason, Optional<String> remote, boolean replied) {

    /** With all that stands before it in a notice, this is less than a line may hold (RFC 5322 §2.1.1). */
    private static final int LONGEST = 600;

    public Cause {
        reason = reason.length() > LONGEST ? reason.substring(0, LONGEST) + "..." : reason;
    }

    /** The recipient's domain is an address literal, or cannot be read at all. */
    public static Cause noDomain(String address) {
        return network("1.2", "this gateway sends to domain names only, and " + Printable.of(address) + " has none");
    }

    /** The rule kept it: {@code 7.4} if no TLS was to be had, {@code 7.5} for whatever was wrong with the TLS there was. */
    static Cause tls(TlsVerdict.Violated verdict, Host host) {
        return tls(verdict.failure(), Printable.of(verdict.reason()), host);
    }

    static Cause tls(TlsFailure failure, String reason, Host host) {
        return new Cause(
                Optional.of(failure),
                failure == TlsFailure.STARTTLS_NOT_SUPPORTED ? "7.4" : "7.5",
                reason,
                Optional.of(remote(host)),
                false);
    }

    /** The remote server said so. */
    static Cause reply(SmtpReply reply, Host host) {
        return new Cause(Optional.empty(), reply.status(), reply.text(), Optional.of(remote(host)), true);
    }

    /** No cause of failure: that server took the message. */
    static Cause takenBy(Host host) {
        return new Cause(Optional.empty(), "0.0", "taken by " + host, Optional.of(remote(host)), false);
    }

    /** Nobody answered, or not to the end. */
    static Cause network(String status, String reason) {
        return new Cause(Optional.empty(), status, reason, Optional.empty(), false);
    }

    static Cause address(String status, String whose) {
        return network(status, whose + " has characters that cannot travel by SMTP");
    }

    /** The status of a final failure: what RFC 5248 calls a lack of encryption is 5.7.10 there. */
    String finalStatus() {
        return "5." + (tls.isPresent() && status.equals("7.4") ? "7.10" : status);
    }

    /** The status of a deferral. */
    String delayedStatus() {
        return "4." + status;
    }

    /** What happened in one line: the token, if there is one, and the reason. */
    String words() {
        return tls.map(failure -> failure.token() + ": ").orElse("") + reason;
    }

    /** All of it as one text; the reason has one line. */
    String text() {
        return String.join(
                "\n", status, Boolean.toString(replied), tls.map(Enum::name).orElse(""), remote.orElse(""), reason);
    }

    /** What {@link #text} wrote; empty if it is something else. */
    static Optional<Cause> parse(String text) {
        String[] parts = text.split("\n", 5);
        if (parts.length < 5) {
            return Optional.empty();
        }
        return Optional.of(new Cause(
                Stream.of(TlsFailure.values())
                        .filter(failure -> failure.name().equals(parts[2]))
                        .findFirst(),
                parts[0],
                parts[4],
                Optional.of(parts[3]).filter(remote -> !remote.isEmpty()),
                Boolean.parseBoolean(parts[1])));
    }

    private static String remote(Host host) {
        return InetAddresses.isInetAddress(host.name()) ? "[" + host.name() + "]" : host.name();
    }
}
