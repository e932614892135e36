package dev.postern.server;

import dev.postern.domains.OwnDomains;
import dev.postern.gateway.GatewayConfiguration;
import dev.postern.loop.OwnSite;
import dev.postern.route.DeliverySettings;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Translates {@code gateway.yaml} into the settings of deliveries. */
public final class GatewayDelivery {
    private GatewayDelivery() {}

    /**
     * Returns the settings.
     *
     * @param domains the own domains of now
     */
    public static DeliverySettings settings(GatewayConfiguration gateway, Supplier<OwnDomains> domains) {
        var delivery = gateway.delivery();
        return new DeliverySettings(
                gateway.hostname().ascii(),
                delivery.port(),
                delivery.retries(),
                delivery.warnAfter(),
                delivery.giveUpAfter(),
                gateway.tls().suites(),
                new OwnSite(
                        Stream.concat(Stream.of(gateway.smtp().bind()), gateway.smtp().implicitTlsBind().stream())
                                .toList(),
                        () -> domains.get().nextHops(),
                        delivery.privateNetworks()),
                delivery.addresses());
    }
}
