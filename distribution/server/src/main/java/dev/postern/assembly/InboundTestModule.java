package dev.postern.assembly;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;
import dev.postern.inboundtest.InboundTests;
import dev.postern.inboundtest.TestTracking;
import dev.postern.partner.Partners;
import dev.postern.server.DataDirectory;
import dev.postern.teststore.FileTestStore;
import dev.postern.tracking.TrackingListener;
import java.time.Clock;

/** Tests of how partners' mail comes in, which administrators ask for. */
final class InboundTestModule extends AbstractModule {
    @Override
    protected void configure() {
        Multibinder.newSetBinder(binder(), TrackingListener.class).addBinding().to(TestTracking.class);
    }

    @Provides
    @Singleton
    InboundTests tests(Partners partners, DataDirectory data, Clock clock) {
        return new InboundTests(partners, new FileTestStore(data.path().resolve("inbound-tests")), clock);
    }
}
