package dev.postern.admission;

import dev.postern.smtp.MailRates;
import dev.postern.visit.Visit;
import dev.postern.visit.Visits;
import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides for all listeners of a gateway which client may connect and how often it may do what. Logs the first refusal and
 * from then on one summary a minute. Safe for any thread; never blocks.
 */
public final class Admission implements MailRates {
    private static final Logger LOGGER = LoggerFactory.getLogger(Admission.class);

    private final Clients clients;
    private final ClientRates rates;
    private final ConnectionSlots slots = new ConnectionSlots();
    private final RefusalSummary refusals = new RefusalSummary();
    private final Visits visits = new Visits();

    /** @param nanoTime as {@link System#nanoTime} */
    public Admission(Clients clients, RateLimits limits, LongSupplier nanoTime) {
        this.clients = clients;
        this.rates = new ClientRates(limits, nanoTime, ClientRates.MOST_NETWORKS);
    }

    /** Logs the {@link #report} each minute, until the scheduler is shut down. */
    public void watch(ScheduledExecutorService scheduler) {
        var unused = scheduler.scheduleWithFixedDelay(this::report, 1, 1, TimeUnit.MINUTES);
    }

    public Client clientAt(InetAddress address) {
        return clients.at(address);
    }

    /** Admits a client, which {@link #disconnected} must follow; or returns why it may not connect. */
    public Optional<Denial> connect(Client client, ConnectionLimits limits) {
        Optional<Denial> denial = count(client, ClientEvent.CONNECTION, Denial.TOO_MANY_NEW_CONNECTIONS)
                .or(() -> slots.take(client, limits));
        denial.ifPresent(reason -> refused(reason, client));
        return denial;
    }

    /**
     * Begins to watch what a client that was let in brings.
     *
     * @param address of the client, for the log
     */
    public Visit visit(Client client, String address) {
        return visits.begin(address, client.kind() != ClientKind.STRANGER);
    }

    /** Begins to watch a connection of a trusted proxy that has not said yet who its client is. */
    public Visit visitOfProxy(String address) {
        return visits.begin(address, true);
    }

    /** Gives the slot of a connected client back. */
    public void disconnected(Client client) {
        slots.free(client);
    }

    /** Counts a TLS handshake that is about to begin, or returns why it may not. */
    public Optional<Denial> beginHandshake(Client client) {
        Optional<Denial> denial = count(client, ClientEvent.TLS_HANDSHAKE, Denial.TOO_MANY_HANDSHAKES);
        denial.ifPresent(reason -> refused(reason, client));
        return denial;
    }

    @Override
    public boolean allowsMessage(InetAddress address) {
        return allows(address, ClientEvent.MESSAGE, Denial.TOO_MANY_MESSAGES);
    }

    @Override
    public boolean allowsRecipient(InetAddress address) {
        return allows(address, ClientEvent.RECIPIENT, Denial.TOO_MANY_RECIPIENTS);
    }

    private boolean allows(InetAddress address, ClientEvent event, Denial otherwise) {
        Client client = clients.at(address);
        Optional<Denial> denial = count(client, event, otherwise);
        denial.ifPresent(reason -> refused(reason, client));
        return denial.isEmpty();
    }

    private Optional<Denial> count(Client client, ClientEvent event, Denial otherwise) {
        return rates.allows(client, event) ? Optional.empty() : Optional.of(otherwise);
    }

    /** Counts a refusal for the summary, and logs it if none was logged for a while. */
    public void refused(Denial denial, Client client) {
        if (refusals.add(denial, client)) {
            LOGGER.warn(
                    "Rejected a client of {}, kind={}: {}; counting further ones in one line a minute",
                    client.network(),
                    client.kind().word(),
                    denial.reason());
        }
    }

    /** Logs the refusals, and the connections that brought no mail, since the last report. */
    public void report() {
        visits.report();
        refusals.take().ifPresent(text -> LOGGER.warn("Rejected {}", text));
    }

    /** Returns how many connections are held now. */
    public int connections() {
        return slots.held();
    }
}
