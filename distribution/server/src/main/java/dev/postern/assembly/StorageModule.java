package dev.postern.assembly;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Scopes;
import com.google.inject.Singleton;
import com.google.inject.multibindings.ProvidesIntoSet;
import dev.postern.gateway.GatewayConfiguration;
import dev.postern.lifecycle.Service;
import dev.postern.lifecycle.StartPhase;
import dev.postern.partner.Partners;
import dev.postern.retention.MailRetention;
import dev.postern.server.DataDirectory;
import dev.postern.storage.DurableMailRepository;
import dev.postern.storage.KeptMail;
import dev.postern.storage.MessageDirectories;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.configuration2.BaseHierarchicalConfiguration;
import org.apache.james.mailrepository.api.MailRepositoryLoader;
import org.apache.james.mailrepository.api.MailRepositoryStore;
import org.apache.james.mailrepository.api.MailRepositoryUrlStore;
import org.apache.james.mailrepository.api.Protocol;
import org.apache.james.mailrepository.memory.MailRepositoryStoreConfiguration;
import org.apache.james.mailrepository.memory.MemoryMailRepositoryStore;
import org.apache.james.mailrepository.memory.MemoryMailRepositoryUrlStore;
import org.apache.james.modules.mailrepository.guice.GuiceMailRepositoryLoader;

/** Mail that is set aside: rejected, failed, filtered and damaged messages, in files below the data directory. */
final class StorageModule extends AbstractModule {
    @Override
    protected void configure() {
        bind(MessageDirectories.class).in(Scopes.SINGLETON);
        bind(MailRepositoryUrlStore.class)
                .to(MemoryMailRepositoryUrlStore.class)
                .in(Scopes.SINGLETON);
        bind(MemoryMailRepositoryStore.class).in(Scopes.SINGLETON);
        bind(MailRepositoryStore.class).to(MemoryMailRepositoryStore.class);
        bind(MailRepositoryLoader.class).to(GuiceMailRepositoryLoader.class);
    }

    @Provides
    @Singleton
    MailRepositoryStoreConfiguration repositories() {
        return MailRepositoryStoreConfiguration.forItems(List.of(new MailRepositoryStoreConfiguration.Item(
                List.of(new Protocol("file")),
                DurableMailRepository.class.getName(),
                new BaseHierarchicalConfiguration())));
    }

    @Provides
    @Singleton
    MailRetention retention(
            MessageDirectories directories,
            DataDirectory data,
            GatewayConfiguration gateway,
            Partners partners,
            Clock clock) {
        return new MailRetention(
                Stream.of("error", "rejected", "relay-denied", "filtered", "damaged")
                        .map(name -> new KeptMail(
                                directories, data.path().resolve("mail").resolve(name)))
                        .toList(),
                gateway.mail().bounds(),
                partners,
                clock);
    }

    @ProvidesIntoSet
    @Singleton
    Service watch(MailRetention retention) {
        return Service.of(StartPhase.WATCHES, retention::start, retention::close);
    }
}
