package dev.postern.assembly;

import dev.postern.broker.Broker;
import dev.postern.certificate.CertificateFiles;
import dev.postern.certificate.UnusableCertificateException;
import dev.postern.changes.LastConfirmation;
import dev.postern.changes.LastPartners;
import dev.postern.config.ConfigurationException;
import dev.postern.gateway.Configuration;
import dev.postern.gateway.GatewayConfiguration;
import dev.postern.inhand.InHand;
import dev.postern.lifecycle.ExitStatus;
import dev.postern.lifecycle.StartFailure;
import dev.postern.listener.ServerTls;
import dev.postern.partnersfile.PartnersLoss;
import dev.postern.partnersfile.PartnersWatch;
import dev.postern.server.DataDirectory;
import dev.postern.server.GatewayBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configuration, and the data directory and broker that are opened first and closed last. Used by one thread.
 *
 * @param conf the directory of the configuration
 * @param tls the gateway's own certificate
 * @param data the data directory, locked for this process
 * @param inHand which messages were in hand when a process before this one ended
 * @param broker the open broker that keeps the queues
 */
record Foundation(
        Configuration configuration,
        Path conf,
        ServerTls tls,
        DataDirectory data,
        InHand inHand,
        Broker broker,
        Clock clock) {
    private static final Logger LOGGER = LoggerFactory.getLogger(Foundation.class);

    /**
     * Reads the configuration, and only when all of it is good opens anything.
     *
     * @param environment its {@code POSTERN_} variables stand over the keys of {@code gateway.yaml}
     * @throws ConfigurationException with all problems of both files and of the environment
     * @throws StartFailure if something outside the configuration is in the way; then nothing stays open
     */
    static Foundation open(Path conf, Path dataPath, Map<String, String> environment, Clock clock) throws StartFailure {
        Configuration configuration = Configuration.load(conf, environment);
        ServerTls tls = certificate(configuration.gateway(), clock);
        DataDirectory data = DataDirectory.open(dataPath);
        try {
            if (!data.hasTemporaryFiles()) {
                LOGGER.warn(
                        "Messages in hand are buffered in {}, whose free space is not checked, and not in {}:"
                                + " start the gateway with bin/postern, or Java with -Djava.io.tmpdir={}",
                        System.getProperty("java.io.tmpdir"),
                        data.temporary(),
                        data.temporary());
            }
            comparePartners(configuration.partners(), data);
            configuration.warnings().forEach(warning -> LOGGER.warn("{}", warning));
            return open(configuration, conf, tls, data, clock);
        } catch (StartFailure | RuntimeException | Error e) {
            close(data);
            throw e;
        }
    }

    private static Foundation open(
            Configuration configuration, Path conf, ServerTls tls, DataDirectory data, Clock clock)
            throws StartFailure {
        InHand inHand = inHand(data);
        try {
            Broker broker = GatewayBroker.open(configuration.gateway().queue().brokers(), data, clock);
            return new Foundation(configuration, conf, tls, data, inHand, broker, clock);
        } catch (StartFailure | RuntimeException | Error e) {
            inHand.close();
            throw e;
        }
    }

    GatewayConfiguration gateway() {
        return configuration.gateway();
    }

    /** Closes all, the last opened first. */
    void close() {
        broker.close();
        inHand.close();
        close(data);
    }

    private static void close(DataDirectory data) {
        try {
            data.close();
        } catch (IOException e) {
            LOGGER.warn("Could not release the lock of the data directory", e);
        }
    }

    private static void comparePartners(PartnersWatch partners, DataDirectory data) throws StartFailure {
        var last = new LastPartners(data.path().resolve("partners.last"));
        partners.remember(new LastConfirmation(data.path().resolve("partners.confirmation")));
        Optional<PartnersLoss> loss = last.lossOf(partners.current());
        if (loss.isPresent() && !partners.isConfirmed()) {
            String words = partners.confirmation().partnersFile()
                    + " has lost most partners since the gateway ran last. "
                    + loss.get().words(partners.confirmation());
            LOGGER.error("{}", words);
            throw new StartFailure(ExitStatus.CONFIGURATION, words, new IllegalStateException("partners lost"));
        }
        last.write(partners.current());
        if (loss.isPresent()) {
            partners.useConfirmation();
        }
        partners.addListener((before, now) -> last.write(now));
    }

    private static InHand inHand(DataDirectory data) throws StartFailure {
        try {
            return InHand.open(data.path());
        } catch (IOException e) {
            throw new StartFailure(
                    ExitStatus.UNAVAILABLE,
                    "Could not use the data directory " + data.path() + ": " + e.getMessage() + ".",
                    e);
        }
    }

    private static ServerTls certificate(GatewayConfiguration gateway, Clock clock) throws StartFailure {
        var files =
                new CertificateFiles(gateway.tls().certificate(), gateway.tls().privateKey());
        try {
            return ServerTls.ofFilesOrSelfSigned(
                    files,
                    gateway.hostname(),
                    gateway.tls().minVersion(),
                    gateway.tls().suites(),
                    clock);
        } catch (UnusableCertificateException e) {
            throw new StartFailure(
                    ExitStatus.CONFIGURATION, "Could not load the gateway's certificate: " + e.getMessage(), e);
        }
    }
}
