package dev.postern.assembly;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.Multibinder;
import dev.postern.tracking.DecisionLog;
import dev.postern.tracking.TrackingListener;

/** What listens to the tracking events of messages: a set, to which other modules add their own. */
final class TrackingModule extends AbstractModule {
    @Override
    protected void configure() {
        Multibinder.newSetBinder(binder(), TrackingListener.class).addBinding().to(DecisionLog.class);
    }
}
