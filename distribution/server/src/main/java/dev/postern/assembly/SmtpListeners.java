package dev.postern.assembly;

import com.google.common.base.Throwables;
import dev.postern.admission.Admission;
import dev.postern.lifecycle.ExitStatus;
import dev.postern.lifecycle.StartFailure;
import dev.postern.listener.GatewaySmtpServerFactory;
import java.io.IOException;
import java.time.Duration;
import javax.inject.Inject;
import org.apache.james.protocols.lib.netty.AbstractConfigurableAsyncServer;
import org.apache.james.server.core.configuration.ConfigurationProvider;

/** The gateway's SMTP listeners. Opened and closed by one thread; whether they take mail, any may ask. */
final class SmtpListeners {
    private static final Duration SESSIONS = Duration.ofSeconds(10);

    private final GatewaySmtpServerFactory factory;
    private final ConfigurationProvider configuration;
    private final Admission admission;
    private volatile boolean takesMail;
    private boolean closed;

    @Inject
    SmtpListeners(GatewaySmtpServerFactory factory, ConfigurationProvider configuration, Admission admission) {
        this.factory = factory;
        this.configuration = configuration;
        this.admission = admission;
    }

    /** Binds their addresses. */
    void open() throws StartFailure {
        try {
            factory.configure(configuration.getConfiguration("smtpserver"));
        } catch (Exception e) { // James's parts declare no less
            throw new StartFailure(
                    ExitStatus.CONFIGURATION, "Could not start the mail pipeline: " + StartFailure.causes(e), e);
        }
        try {
            factory.init();
        } catch (Exception e) {
            // Whatever is not the network's fault is smtpserver.xml's.
            int status = Throwables.getRootCause(e) instanceof IOException
                    ? ExitStatus.UNAVAILABLE
                    : ExitStatus.CONFIGURATION;
            throw new StartFailure(status, "Could not start the SMTP listeners: " + StartFailure.causes(e), e);
        }
        if (factory.getServers().stream().noneMatch(AbstractConfigurableAsyncServer::isEnabled)) {
            throw new StartFailure(
                    ExitStatus.CONFIGURATION,
                    "smtpserver.xml opens no listener: at least one <smtpserver> must be enabled.",
                    new IllegalStateException("no listener"));
        }
    }

    /** Says from now on that mail is taken. */
    void accept() {
        takesMail = true;
    }

    boolean takesMail() {
        return takesMail;
    }

    /** Ends the sessions, one with a message under way after its reply, and gives the addresses back. Does so once. */
    void close() {
        takesMail = false;
        if (closed) {
            return;
        }
        closed = true;
        try {
            factory.endSessions(SESSIONS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        factory.destroy();
        admission.report();
    }
}
