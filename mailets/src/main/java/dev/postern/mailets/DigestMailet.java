package dev.postern.mailets;

import dev.postern.partner.Partners;
import dev.postern.postmaster.Incident;
import dev.postern.postmaster.NoticeKind;
import dev.postern.postmaster.PostmasterDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import javax.mail.MessagingException;
import org.apache.james.util.DurationParser;
import org.apache.mailet.Mail;
import org.apache.mailet.base.GenericMailet;

/** A mailet that tells the postmaster of each message it sees, in digests; parameter {@code period}. */
abstract class DigestMailet extends GenericMailet {
    private static final Duration PERIOD = Duration.ofHours(1);

    private final Partners partners;
    private final NoticeKind kind;
    private final Clock clock;
    private Optional<PostmasterDigest> digest = Optional.empty();

    DigestMailet(Partners partners, NoticeKind kind, Clock clock) {
        this.partners = partners;
        this.kind = kind;
        this.clock = clock;
    }

    @Override
    public final void init() throws MessagingException {
        digest = Optional.of(new PostmasterDigest(getMailetContext(), partners, kind, period(), clock));
    }

    private Duration period() throws MessagingException {
        Optional<String> written = Optional.ofNullable(getInitParameter("period"));
        try {
            return written.map(text -> DurationParser.parse(text)).orElse(PERIOD);
        } catch (RuntimeException e) {
            throw new MessagingException("period must be as in 1 hour, and is " + written.orElse(""), e);
        }
    }

    final void report(Mail mail, Incident incident) {
        digest.orElseThrow(() -> new IllegalStateException("init was not called"))
                .report(mail, incident);
    }

    /** Tells what is pending. */
    @Override
    public final void destroy() {
        digest.ifPresent(PostmasterDigest::close);
    }
}
