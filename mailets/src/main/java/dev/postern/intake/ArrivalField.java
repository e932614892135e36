package dev.postern.intake;

import dev.postern.arrival.Arrival;
import dev.postern.filter.HeaderEdit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.mailet.Mail;

/**
 * The header field {@code X-Postern-TLS}: how a message arrived, for inner systems that trust it. Fields of that name that came
 * with the message are removed. Safe for any thread.
 *
 * @param enabled whether it is written; if not, fields of that name pass untouched
 */
public record ArrivalField(boolean enabled) {
    public static final String NAME = "X-Postern-TLS";

    /** Returns what is to be changed in the message's header section. */
    List<HeaderEdit> edits(Mail mail) {
        if (!enabled) {
            return List.of();
        }
        return List.of(new HeaderEdit.RemoveAll(NAME), new HeaderEdit.Insert(0, NAME, value(mail)));
    }

    private static String value(Mail mail) {
        return Arrival.of(mail).map(ArrivalField::value).orElse("verdict=unknown");
    }

    private static String value(Arrival arrival) {
        var words = new ArrayList<String>();
        words.add("verdict=" + arrival.verdict().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        words.add("version=" + arrival.tlsVersion().orElse("none"));
        arrival.cipherSuite().ifPresent(suite -> words.add("cipher=" + suite));
        arrival.partner().ifPresent(partner -> words.add("partner=\"" + partner + "\""));
        arrival.peerFingerprint().ifPresent(fingerprint -> words.add("\r\n\tfingerprint=" + fingerprint));
        return String.join("; ", words).replace("; \r\n\t", ";\r\n\t");
    }
}
