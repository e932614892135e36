package dev.postern.james;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Scopes;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;
import dev.postern.filter.ContentFilter;
import dev.postern.inbound.RelayRule;
import dev.postern.intake.ArrivalField;
import dev.postern.intake.Intake;
import dev.postern.mailets.PartnerRemoteDelivery;
import dev.postern.partner.Partners;
import dev.postern.partnersfile.PartnersFile;
import dev.postern.partnersfile.PartnersWatch;
import dev.postern.route.DeliverySettings;
import dev.postern.route.Routes;
import dev.postern.smtp.MailRates;
import dev.postern.smtp.UnderscoreDomains;
import dev.postern.tracking.DecisionLog;
import dev.postern.tracking.TrackingListener;
import dev.postern.utf8.SmtpUtf8Offer;
import dev.postern.verification.RecipientVerification;
import dev.postern.xclient.XclientHosts;
import java.nio.file.Path;
import javax.inject.Inject;
import org.apache.james.domainlist.api.DomainList;
import org.apache.james.filesystem.api.FileSystem;

/**
 * Gives our mailets, matchers and hooks what they need in a James of your own. {@code extensions.properties}: {@code
 * guice.extension.module=dev.postern.james.PosternExtensionModule}.
 *
 * <p>James makes one injector of it, below that of the server, for mailets, matchers and hooks together: all of them see the
 * same partners. Those are read from {@code partners.yaml} beside James's own configuration; a file that is missing or has
 * problems stops the start, and says all of them. It is watched: a good change takes effect within three seconds, a bad one
 * is refused and the last good reading stays.
 */
public final class PosternExtensionModule extends AbstractModule {
    private final Path file;

    /** @param files James's own, which knows where its configuration is */
    @Inject
    public PosternExtensionModule(FileSystem files) {
        this.file = PartnersAtStart.file(files);
    }

    @Override
    protected void configure() {
        // Before James opens anything, and even if no mailet, matcher or hook should ask for the partners.
        PartnersAtStart.problems(file).forEach(problem -> addError("%s", problem));

        Multibinder.newSetBinder(binder(), TrackingListener.class).addBinding().to(DecisionLog.class);
        bind(Intake.class).toInstance(Intake.UNBOUNDED);
        bind(RelayRule.class).toInstance(RelayRule.NONE);
        bind(UnderscoreDomains.class).toInstance(UnderscoreDomains.REJECTED);
        bind(XclientHosts.class).toInstance(XclientHosts.NONE);
        bind(RecipientVerification.class).toInstance(RecipientVerification.NONE);
        bind(ContentFilter.class).toInstance(ContentFilter.NONE);
        bind(ArrivalField.class).toInstance(new ArrivalField(false));
        bind(SmtpUtf8Offer.class).toInstance(SmtpUtf8Offer.NONE);
        bind(MailRates.class).toInstance(MailRates.UNBOUNDED);
        bind(WaitingMail.class).in(Scopes.SINGLETON);
        bind(PartnerRemoteDelivery.Engines.class).to(WaitingMail.class);
        bind(Routes.class).to(PartnerRoutes.class).in(Scopes.SINGLETON);
    }

    @Provides
    @Singleton
    Partners partners(DomainList domains, WaitingMail waiting) {
        PartnersWatch partners = PartnersAtStart.read(new PartnersFile(file, JamesDomains.of(domains)));
        partners.addListener(waiting);
        partners.start();
        return partners;
    }

    @Provides
    @Singleton
    DeliverySettings deliverySettings(DomainList domains) {
        return DeliverySettings.standard(JamesDomains.first(domains));
    }
}
