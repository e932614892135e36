package dev.postern.arrival;

import dev.postern.tls.CertificateFingerprint;
import dev.postern.tls.PeerNames;
import dev.postern.tls.TlsSession;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeUtils;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.Mail;

/**
 * Records how a message arrived: the facts of its SMTP session, as mail attributes.
 *
 * <p>{@link #writeTo} is called once, for every message, when it enters over SMTP; it first removes every attribute under
 * {@link #PREFIX}, so that whatever bore such a name before is worth nothing. Headers are never read.
 *
 * @param tlsVersion the negotiated version's word; empty: clear text
 * @param cipherSuite the negotiated suite
 * @param peerNames the dNSNames of the client's certificate, comma-separated
 * @param peerFingerprint SHA-256 of the client's certificate
 * @param partner the partners, comma-separated, whose mail this claims to be and for whom the verdict is
 * @param alsoKept the other partners, comma-separated, whose mail it claims to be: their rule was kept
 * @param verdict what was decided, the worst of all that it claims
 * @param reason why, if it was not satisfied
 */
public record Arrival(
        Optional<String> tlsVersion,
        Optional<String> cipherSuite,
        Optional<String> peerNames,
        Optional<String> peerFingerprint,
        Optional<String> partner,
        Optional<String> alsoKept,
        Verdict verdict,
        Optional<String> reason) {

    /** What the names of all our attributes begin with. */
    public static final String PREFIX = "dev.postern.tls.";

    private static final AttributeName VERSION = AttributeName.of(PREFIX + "version");
    private static final AttributeName CIPHER = AttributeName.of(PREFIX + "cipher");
    private static final AttributeName PEER_NAMES = AttributeName.of(PREFIX + "peer-names");
    private static final AttributeName PEER_FINGERPRINT = AttributeName.of(PREFIX + "peer-fingerprint");
    private static final AttributeName PARTNER = AttributeName.of(PREFIX + "partner");
    private static final AttributeName ALSO_KEPT = AttributeName.of(PREFIX + "also-kept");
    private static final AttributeName VERDICT = AttributeName.of(PREFIX + "verdict");
    private static final AttributeName REASON = AttributeName.of(PREFIX + "reason");

    public enum Verdict {
        /** Nobody's partner: nothing was agreed. */
        NO_PARTNER,
        /** As agreed. */
        SATISFIED,
        /** Not as agreed: let in because the partner is in monitor mode, or no hook looked at MAIL FROM. */
        VIOLATED
    }

    /** Returns the facts of that session with that decision, for a message of one partner or none. */
    public static Arrival over(TlsSession session, Optional<String> partner, Verdict verdict, Optional<String> reason) {
        return over(session, partner, Optional.empty(), verdict, reason);
    }

    /** Returns the facts of that session with that decision. */
    public static Arrival over(
            TlsSession session,
            Optional<String> partner,
            Optional<String> alsoKept,
            Verdict verdict,
            Optional<String> reason) {
        if (session instanceof TlsSession.Encrypted tls) {
            return new Arrival(
                    Optional.of(tls.version().word()),
                    Optional.of(tls.cipherSuite()),
                    tls.peerCertificate().map(PeerNames::of).map(names -> String.join(",", names)),
                    tls.peerCertificate()
                            .map(CertificateFingerprint::ofCertificate)
                            .map(Object::toString),
                    partner,
                    alsoKept,
                    verdict,
                    reason);
        }
        return new Arrival(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                partner,
                alsoKept,
                verdict,
                reason);
    }

    /** Returns whether that partner's rule was kept. */
    public boolean isKept(String name) {
        return names(alsoKept, name) || (verdict == Verdict.SATISFIED && names(partner, name));
    }

    /** Returns whether that partner's rule was broken. */
    public boolean isViolated(String name) {
        return verdict == Verdict.VIOLATED && names(partner, name);
    }

    private static boolean names(Optional<String> list, String name) {
        return list.filter(names -> List.of(names.split(",", -1)).contains(name))
                .isPresent();
    }

    public boolean isOverTls() {
        return tlsVersion.isPresent();
    }

    /** Replaces whatever the mail says under our names with these facts. */
    public void writeTo(Mail mail) {
        mail.attributeNames()
                .filter(name -> name.asString().startsWith(PREFIX))
                .toList()
                .forEach(mail::removeAttribute);
        write(mail, VERSION, tlsVersion);
        write(mail, CIPHER, cipherSuite);
        write(mail, PEER_NAMES, peerNames);
        write(mail, PEER_FINGERPRINT, peerFingerprint);
        write(mail, PARTNER, partner);
        write(mail, ALSO_KEPT, alsoKept);
        write(mail, VERDICT, Optional.of(verdict.name()));
        write(mail, REASON, reason);
    }

    /** Returns how that mail arrived; empty if it did not enter through our SMTP hooks, or the record cannot be read. */
    public static Optional<Arrival> of(Mail mail) {
        return read(mail, VERDICT)
                .flatMap(word -> Stream.of(Verdict.values())
                        .filter(verdict -> verdict.name().equals(word))
                        .findFirst())
                .map(verdict -> new Arrival(
                        read(mail, VERSION),
                        read(mail, CIPHER),
                        read(mail, PEER_NAMES),
                        read(mail, PEER_FINGERPRINT),
                        read(mail, PARTNER),
                        read(mail, ALSO_KEPT),
                        verdict,
                        read(mail, REASON)));
    }

    private static void write(Mail mail, AttributeName name, Optional<String> value) {
        value.ifPresent(text -> mail.setAttribute(new Attribute(name, AttributeValue.of(text))));
    }

    private static Optional<String> read(Mail mail, AttributeName name) {
        return AttributeUtils.getValueAndCastFromMail(mail, name, String.class);
    }
}
