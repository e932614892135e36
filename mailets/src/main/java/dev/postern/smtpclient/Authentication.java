package dev.postern.smtpclient;

import dev.postern.sasl.Credentials;
import dev.postern.sasl.SaslException;
import dev.postern.sasl.SaslExchange;
import dev.postern.sasl.SaslMechanisms;
import dev.postern.text.Printable;
import dev.postern.tls.TlsSession;
import dev.postern.tls.TlsVerdict;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/**
 * Logs in at a server (RFC 4954). It exists only for a {@code Satisfied} verdict on the TLS session of the very connection that it
 * speaks over: no password is said in clear text, nor before the certificate was judged. Used once.
 */
public final class Authentication {
    private static final int MOST_CHALLENGES = 10;
    private static final String CANCEL = "*";

    private final SmtpConnection connection;
    private final Host host;
    private final Credentials credentials;
    private final TlsSession.Encrypted session;

    /** @throws IllegalArgumentException if the connection is in clear text, or the server did not have to prove who it is */
    public Authentication(SmtpConnection connection, TlsVerdict.Satisfied verdict, Credentials credentials) {
        if (!(connection.session() instanceof TlsSession.Encrypted encrypted)
                || !verdict.level().provesPeer()) {
            throw new IllegalArgumentException("a password is for servers that have proved who they are");
        }
        this.connection = connection;
        this.host = connection.key().host();
        this.credentials = credentials;
        this.session = encrypted;
    }

    /**
     * Logs in with the best mechanism that both sides have (RFC 4954).
     *
     * @throws ConversationException if the server does not know us; the connection is then good for nothing
     */
    public void perform() throws ConversationException {
        Set<String> offered = connection.mechanisms();
        SaslExchange exchange = SaslMechanisms.choose(offered, credentials, session.peerCertificate())
                .orElseThrow(() ->
                        failed("the server " + host + " offers no authentication mechanism that the gateway supports: "
                                + (offered.isEmpty() ? "it offers none" : "it offers " + String.join(", ", offered))));
        SmtpReply reply = say("AUTH " + exchange.mechanism()
                + exchange.initialResponse().map(first -> " " + encoded(first)).orElse(""));
        for (int challenges = 0; reply.code() == 334; challenges++) {
            if (challenges == MOST_CHALLENGES) {
                throw failed("the server " + host + " sent too many challenges during the login");
            }
            reply = say(answer(exchange, reply));
        }
        if (reply.code() != 235) {
            throw refused(exchange, reply);
        }
        try {
            exchange.finish(Optional.empty());
        } catch (SaslException e) {
            throw failed("the server " + host + " accepted the login by " + exchange.mechanism() + ", but "
                    + e.getMessage());
        }
    }

    private String answer(SaslExchange exchange, SmtpReply challenge) throws ConversationException {
        try {
            return encoded(exchange.respond(
                    Base64.getDecoder().decode(challenge.lines().get(0).strip())));
        } catch (IllegalArgumentException | SaslException e) {
            say(CANCEL);
            throw failed("the login at " + host + " by " + exchange.mechanism() + " failed: "
                    + (e instanceof SaslException ? e.getMessage() : "the challenge is not valid base64"));
        }
    }

    /** What is said is a secret, and stands in no error's text. */
    private SmtpReply say(String line) throws ConversationException {
        connection.wire().saySecret(Phase.EHLO, "AUTH", line);
        return connection.wire().hear(Phase.EHLO, "AUTH");
    }

    private static String encoded(byte[] octets) {
        return octets.length == 0 ? "" : Base64.getEncoder().encodeToString(octets);
    }

    private ConversationException refused(SaslExchange exchange, SmtpReply reply) {
        return reply.code() == 421
                ? new ConversationException(Cause.reply(reply, host))
                : failed("the server " + host + " rejected the login of user " + credentials.user() + " by "
                        + exchange.mechanism() + ": " + withoutSecrets(reply.text()));
    }

    /** A server may repeat what it was told. */
    private String withoutSecrets(String text) {
        String password = credentials.password().text();
        String plain = "\0" + credentials.user() + "\0" + password;
        return text.replace(encoded(plain.getBytes(StandardCharsets.UTF_8)), "(hidden)")
                .replace(encoded(password.getBytes(StandardCharsets.UTF_8)), "(hidden)")
                .replace(password, "(hidden)");
    }

    private ConversationException failed(String reason) {
        return new ConversationException(Cause.of(FailureKind.AUTHENTICATION, Printable.of(reason)));
    }
}
