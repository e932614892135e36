package dev.postern.revalidation;

import java.time.Instant;
import java.util.List;

/**
 * What the postmaster is to be told of one partner, or of own certificates, after one look.
 *
 * @param serious whether mail is deferred by it now, or will be soon
 * @param headline in our own words: nothing in it was chosen by somebody else
 * @param lines for the mail; printable
 */
public record PartnerNotice(Instant time, String about, boolean serious, String headline, List<String> lines) {
    public PartnerNotice {
        lines = List.copyOf(lines);
    }
}
