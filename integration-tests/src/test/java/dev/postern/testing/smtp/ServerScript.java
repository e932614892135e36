package dev.postern.testing.smtp;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How a {@link ScriptedSmtpServer} behaves. Immutable.
 *
 * @param tls its side of the handshake
 * @param replies by verb, what it answers instead of its usual reply; without line end. Also by verb and address, such as
 *     {@code RCPT bob@contoso.test}, or by verb and how often it came on this connection, such as {@code MAIL#2}. The greeting is
 *     {@code GREETING}, and what answers the content is {@code .}
 * @param repliesInTls by verb, what it answers in TLS instead of that
 */
public record ServerScript(
        StartTls startTls, Optional<TlsOffer> tls, Map<String, String> replies, Map<String, String> repliesInTls) {

    /** What comes of STARTTLS. */
    public enum StartTls {
        /** Advertised and done. */
        WORKS,
        /** Neither advertised nor understood. */
        ABSENT,
        /** Advertised, then 354, as if it were DATA. */
        ANSWERED_354,
        /** Advertised, then 454 TLS not available. */
        ANSWERED_454,
        /** Advertised, then 502 not implemented. */
        ANSWERED_502,
        /** Advertised, then bytes that are no reply. */
        ANSWERED_GARBAGE,
        /** Advertised, then nothing; the connection is closed after a second. */
        ANSWERED_NOTHING,
        /** 220, and in the same packet a forged reply for the client to read once TLS is up. */
        PLAINTEXT_BEHIND_220
    }

    public ServerScript {
        replies = Map.copyOf(replies);
        repliesInTls = Map.copyOf(repliesInTls);
    }

    public static ServerScript tls(TlsOffer offer) {
        return new ServerScript(StartTls.WORKS, Optional.of(offer), Map.of(), Map.of());
    }

    public static ServerScript noStartTls() {
        return new ServerScript(StartTls.ABSENT, Optional.empty(), Map.of(), Map.of());
    }

    /** This TLS, with another behaviour at STARTTLS. */
    public ServerScript startTls(StartTls other) {
        return new ServerScript(other, tls, replies, repliesInTls);
    }

    /** This script, with that reply to every command of that verb. */
    public ServerScript reply(String verb, String reply) {
        return new ServerScript(startTls, tls, with(replies, verb, reply), repliesInTls);
    }

    /** This script, with that reply in TLS only. */
    public ServerScript replyInTls(String verb, String reply) {
        return new ServerScript(startTls, tls, replies, with(repliesInTls, verb, reply));
    }

    /** What it answers instead of its usual reply. */
    Optional<String> reply(String verb, boolean inTls) {
        return Optional.ofNullable(inTls ? repliesInTls.get(verb) : null)
                .or(() -> Optional.ofNullable(replies.get(verb)));
    }

    private static Map<String, String> with(Map<String, String> replies, String verb, String reply) {
        var more = new HashMap<>(replies);
        more.put(verb, reply);
        return more;
    }
}
