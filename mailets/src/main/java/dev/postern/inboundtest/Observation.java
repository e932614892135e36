package dev.postern.inboundtest;

import com.google.common.net.InetAddresses;
import dev.postern.address.AddressText;
import dev.postern.arrival.Arrival;
import dev.postern.arrival.RecordedSession;
import dev.postern.text.Printable;
import dev.postern.tls.CertificateFingerprint;
import dev.postern.tls.PeerNames;
import dev.postern.tls.TlsSession;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.mailet.Mail;

/**
 * What was seen of the connection of a message.
 *
 * @param client the address from which it came
 * @param session what was negotiated
 */
record Observation(InetAddress client, TlsSession session) {
    private static final int LONGEST = 300;

    /** Returns what is on record of that message; empty if it did not come in through our SMTP hooks. */
    static Optional<Observation> of(Mail mail) {
        return Arrival.of(mail)
                .filter(arrival -> InetAddresses.isInetAddress(mail.getRemoteAddr()))
                .map(arrival -> new Observation(
                        InetAddresses.forString(mail.getRemoteAddr()), RecordedSession.of(mail, arrival)));
    }

    /** Returns it in words, by name. The client chose the words of its certificate: they are one line each, and bounded. */
    Map<String, String> facts() {
        return facts(client, session);
    }

    /** As {@link #facts()}, of any connection. */
    static Map<String, String> facts(InetAddress client, TlsSession session) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Source address", AddressText.of(client));
        if (session instanceof TlsSession.Encrypted tls) {
            facts.put("TLS version", tls.version().word());
            facts.put("Cipher suite", tls.cipherSuite());
            tls.peerCertificate()
                    .ifPresentOrElse(
                            certificate -> certificate(certificate, facts),
                            () -> facts.put("Client certificate", "none"));
        } else {
            facts.put("TLS version", "none: clear text");
        }
        return facts;
    }

    private static void certificate(X509Certificate certificate, Map<String, String> facts) {
        List<String> names = PeerNames.of(certificate);
        facts.put(
                "Client certificate", line(certificate.getSubjectX500Principal().toString()));
        facts.put("Its DNS names", names.isEmpty() ? "none" : line(String.join(", ", names)));
        facts.put("Its issuer", line(certificate.getIssuerX500Principal().toString()));
        facts.put("Valid from", day(certificate.getNotBefore().toInstant()));
        facts.put("Valid until", day(certificate.getNotAfter().toInstant()));
        facts.put(
                "Its fingerprint",
                CertificateFingerprint.ofCertificate(certificate).toString());
        facts.put(
                "Its public key",
                CertificateFingerprint.ofPublicKey(certificate).toString());
    }

    private static String day(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String line(String text) {
        return Printable.of(text.substring(0, Math.min(text.length(), LONGEST)));
    }
}
