package dev.postern.spool;

import java.util.Collection;
import java.util.List;
import javax.inject.Inject;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.james.mailetcontainer.api.MailetLoader;
import org.apache.james.utils.GuiceMailetLoader;
import org.apache.mailet.Mail;
import org.apache.mailet.Mailet;
import org.apache.mailet.MailetConfig;
import org.apache.mailet.ProcessingState;

/** Loads mailets that tell {@link Unsettled} whom they settled. */
public final class TrackedMailets implements MailetLoader {
    private final MailetLoader loader;

    @Inject
    public TrackedMailets(GuiceMailetLoader loader) {
        this.loader = loader;
    }

    TrackedMailets(MailetLoader loader) {
        this.loader = loader;
    }

    @Override
    public Mailet getMailet(MailetConfig config) throws MessagingException {
        return new Tracked(loader.getMailet(config));
    }

    private record Tracked(Mailet mailet) implements Mailet {
        @Override
        public void service(Mail mail) throws MessagingException {
            List<MailAddress> before = List.copyOf(mail.getRecipients());
            try {
                mailet.service(mail);
            } finally {
                Unsettled.current().ifPresent(unsettled -> unsettled.processed(before, mail));
            }
        }

        @Override
        public void init(MailetConfig config) throws MessagingException {
            mailet.init(config);
        }

        @Override
        public void destroy() {
            mailet.destroy();
        }

        @Override
        public MailetConfig getMailetConfig() {
            return mailet.getMailetConfig();
        }

        @Override
        public String getMailetInfo() {
            return mailet.getMailetInfo();
        }

        @Override
        public Collection<ProcessingState> requiredProcessingState() {
            return mailet.requiredProcessingState();
        }
    }
}
