package dev.postern.arrival;

import dev.postern.tls.TlsSession;
import dev.postern.tls.TlsVersion;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeUtils;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.Mail;

/**
 * The TLS session over which a message arrived, as its {@link Arrival} tells it, with the client's certificates: enough for the
 * evaluator to judge it again by another rule.
 */
public final class RecordedSession {
    private static final AttributeName PEER_CHAIN = AttributeName.of(Arrival.PREFIX + "peer-chain");
    /** Longer chains are not kept on the message; such a client then counts as one without a certificate. */
    private static final int LONGEST = 16 * 1024;

    private RecordedSession() {}

    /** Adds the client's certificates to what {@link Arrival#writeTo} has written. */
    public static void writeTo(Mail mail, TlsSession session) {
        if (session instanceof TlsSession.Encrypted tls && !tls.peerChain().isEmpty()) {
            String chain = text(tls.peerChain());
            if (chain.length() <= LONGEST) {
                mail.setAttribute(new Attribute(PEER_CHAIN, AttributeValue.of(chain)));
            }
        }
    }

    private static String text(List<X509Certificate> chain) {
        try {
            List<String> texts = new ArrayList<>();
            for (X509Certificate certificate : chain) {
                texts.add(Base64.getEncoder().encodeToString(certificate.getEncoded()));
            }
            return String.join(",", texts);
        } catch (CertificateException e) {
            return ""; // the evaluator is then shown none
        }
    }

    /** Returns the session of that arrival; clear text if it was, or if its version is none that is known. */
    public static TlsSession of(Mail mail, Arrival arrival) {
        Optional<TlsVersion> version = arrival.tlsVersion().flatMap(TlsVersion::of);
        if (version.isEmpty()) {
            return new TlsSession.Clear();
        }
        List<X509Certificate> chain = AttributeUtils.getValueAndCastFromMail(mail, PEER_CHAIN, String.class)
                .map(RecordedSession::chain)
                .orElse(List.of());
        return new TlsSession.Encrypted(version.get(), arrival.cipherSuite().orElse(""), chain);
    }

    /** None if one of them cannot be read. */
    private static List<X509Certificate> chain(String text) {
        List<X509Certificate> chain = new ArrayList<>();
        try {
            var factory = CertificateFactory.getInstance("X.509");
            for (String one : text.split(",", -1)) {
                byte[] der = Base64.getDecoder().decode(one);
                if (!(factory.generateCertificate(new ByteArrayInputStream(der))
                        instanceof X509Certificate certificate)) {
                    return List.of();
                }
                chain.add(certificate);
            }
            return chain;
        } catch (CertificateException | IllegalArgumentException e) {
            return List.of();
        }
    }
}
