package dev.postern.reload;

import dev.postern.config.ConfigurationException;
import dev.postern.domains.DomainsWatch;
import dev.postern.gateway.Configuration;
import dev.postern.gateway.GatewayConfiguration;
import dev.postern.listener.ServerTls;
import dev.postern.partnersfile.PartnersWatch;
import java.nio.file.Path;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads {@code partners.yaml}, the files of own domains and all certificate files again at once, and logs the result. A file with problems changes nothing, as
 * when the gateway notices the change by itself. {@code gateway.yaml} is only checked: a change takes effect at the next start.
 */
public final class Reload implements Runnable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Reload.class);

    private final DomainsWatch domains;
    private final PartnersWatch partners;
    private final ServerTls tls;
    private final GatewayConfiguration inForce;
    private final Path conf;
    private final Map<String, String> environment;

    /** @param environment its {@code POSTERN_} variables override keys of {@code gateway.yaml} */
    public Reload(
            DomainsWatch domains,
            PartnersWatch partners,
            ServerTls tls,
            GatewayConfiguration inForce,
            Path conf,
            Map<String, String> environment) {
        this.domains = domains;
        this.partners = partners;
        this.tls = tls;
        this.inForce = inForce;
        this.conf = conf;
        this.environment = Map.copyOf(environment);
    }

    /** Reloads the configuration files. Never throws. */
    @Override
    public synchronized void run() {
        LOGGER.info("Received SIGHUP: reloading partners.yaml, the files of own domains and the certificate files");
        try {
            domains.readAgain();
            partners.readAgain();
            tls.refresh();
            LOGGER.info(
                    "Reloaded: partners={} certificate=\"{}\" gateway.yaml={}",
                    partners.current().partners().size(),
                    tls.certificate().describe(),
                    gatewayFile());
        } catch (RuntimeException e) {
            LOGGER.error("Could not reload; the previous configuration stays in force", e);
        }
    }

    private String gatewayFile() {
        try {
            if (Configuration.gatewayOf(conf, environment).equals(inForce)) {
                return "unchanged";
            }
            LOGGER.warn("gateway.yaml has changed; restart the gateway to apply the change");
            return "changed";
        } catch (ConfigurationException e) {
            LOGGER.error("gateway.yaml is invalid, and the next start would fail. Its problems:\n{}", e.getMessage());
            return "wrong";
        }
    }
}
