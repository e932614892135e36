package dev.postern.server;

import dev.postern.gateway.GatewayConfiguration;
import dev.postern.mailets.ErrorNotice;
import dev.postern.postmaster.Incident;
import dev.postern.postmaster.PostmasterDigest;
import dev.postern.storage.StoreListener;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;
import javax.inject.Inject;
import javax.inject.Provider;
import javax.inject.Singleton;
import org.apache.mailet.Mail;
import org.apache.mailet.MailetContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the postmaster of what reaches {@code mail/error} by another way than the processor {@code error}, whose mailet tells it
 * itself: the spooler puts a message there that failed too often. Safe for any thread.
 */
@Singleton
final class UntoldErrors implements StoreListener {
    private static final Logger LOGGER = LoggerFactory.getLogger(UntoldErrors.class);
    private static final String REPOSITORY = ".*/mail/error/?";

    private final Supplier<PostmasterDigest> opened;
    private Optional<PostmasterDigest> digest = Optional.empty();

    /** @param context is made after the repositories */
    @Inject
    UntoldErrors(Provider<MailetContext> context, GatewayConfiguration gateway, Clock clock) {
        this.opened = () -> new PostmasterDigest(
                context.get(), ErrorNotice.KIND, gateway.mail().noticePeriod(), clock);
    }

    @Override
    public void stored(String url, Mail mail) {
        if (!url.matches(REPOSITORY) || Mail.ERROR.equals(mail.getState())) {
            return;
        }
        try {
            String reason =
                    Optional.ofNullable(mail.getErrorMessage()).orElse("processing it failed too often; see the log");
            digest().report(mail, Incident.of(mail, reason));
        } catch (RuntimeException e) { // it is stored, and that is what counts
            LOGGER.error("Could not tell the postmaster of {}, which is in mail/error", mail.getName(), e);
        }
    }

    private synchronized PostmasterDigest digest() {
        PostmasterDigest known = digest.orElseGet(opened);
        digest = Optional.of(known);
        return known;
    }

    /** Tells what is pending. */
    synchronized void close() {
        digest.ifPresent(PostmasterDigest::close);
    }
}
