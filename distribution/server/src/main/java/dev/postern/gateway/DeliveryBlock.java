package dev.postern.gateway;

import dev.postern.address.OutboundAddresses;
import dev.postern.config.Form;
import dev.postern.config.KeyCombinations;
import dev.postern.config.YamlMapping;
import dev.postern.gateway.GatewayConfiguration.Delivery;
import dev.postern.gateway.GatewayConfiguration.Destination;
import dev.postern.gateway.GatewayConfiguration.StrangersDsn;
import dev.postern.partner.Cidr;
import dev.postern.partner.OutboundPolicy;
import dev.postern.partnersfile.AddressKeys;
import dev.postern.partnersfile.OutboundBlock;
import dev.postern.partnersfile.PolicyForms;
import dev.postern.route.DeliverySettings;
import dev.postern.tls.TlsPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads the block {@code delivery}: how mail leaves where nothing else is agreed, and how long it is tried. */
final class DeliveryBlock {
    private static final OutboundPolicy NO_RULE =
            new OutboundPolicy(new TlsPolicy.May(), Optional.empty(), OutboundPolicy.OnFailure.DEFER, Optional.empty());

    private static final List<String> BESIDE_NO_SMARTHOST = List.of("default", "destinations");

    private static final int LARGEST_PORT = 65535;
    private static final int MOST_DSNS = 50_000;
    private static final int DEFAULT_DSNS = 1000;
    private static final List<Duration> DEFAULT_DSN_RETRIES = List.of(Duration.ofMinutes(10), Duration.ofHours(1));
    private static final Duration DEFAULT_DSN_GIVE_UP = Duration.ofHours(4);

    /** A recipient that may be made up is not worth days. */
    private static final Form<Duration> DSN_GIVE_UP = Form.DURATION.where(
            "duration of at most 24h",
            "Write a duration of at most 24h, such as 4h.",
            duration -> duration.compareTo(Duration.ofHours(24)) <= 0);

    private DeliveryBlock() {}

    static Optional<Delivery> read(YamlMapping block) {
        Optional<OutboundPolicy> anybody =
                block.block("default", OutboundBlock::forAnybody).flatMap(policy -> policy);
        OutboundAddresses addresses = AddressKeys.read(block);
        AddressKeys.check(block, addresses, OutboundAddresses.STANDARD);
        Optional<Optional<OutboundPolicy>> smarthost =
                block.optionalBlock("smarthost", keys -> OutboundBlock.forSmarthost(keys, addresses));
        if (smarthost.isPresent()) {
            KeyCombinations.exclude(block, BESIDE_NO_SMARTHOST, "smarthost", "which receives all of this mail");
        }
        int port = block.value("port", Form.number(1, LARGEST_PORT)).orElse(DeliverySettings.STANDARD_PORT);
        List<Cidr> privateNetworks =
                block.valuesOrNone("privateNetworks", PolicyForms.NETWORK).orElse(List.of());
        List<Duration> retries = block.values("retries", Form.DURATION).orElse(DeliverySettings.STANDARD_RETRIES);
        Optional<Duration> warnAfter = block.value("warnAfter", Form.DURATION);
        Optional<Duration> giveUpAfter = block.value("giveUpAfter", Form.DURATION);
        boolean misread =
                (block.has("warnAfter") && warnAfter.isEmpty()) || (block.has("giveUpAfter") && giveUpAfter.isEmpty());
        Duration warn = warnAfter.orElse(DeliverySettings.STANDARD_WARN_AFTER);
        Duration giveUp = giveUpAfter.orElse(DeliverySettings.STANDARD_GIVE_UP_AFTER);
        if (!misread && warn.compareTo(giveUp) >= 0) {
            block.problem(
                    block.has("warnAfter") ? "warnAfter" : "giveUpAfter",
                    "the delay notification would come only after the gateway gave up.",
                    "Write a warnAfter (default 4h) that is shorter than giveUpAfter (default 2d).");
        }
        Optional<StrangersDsn> dsn = block.block("dsn", DeliveryBlock::dsn);
        // Where the default cannot be read, the entries are read all the same, so that all problems are told at once.
        List<Destination> destinations = DestinationsBlock.read(block, anybody.orElse(NO_RULE), addresses);
        if (anybody.isEmpty()
                || dsn.isEmpty()
                || (smarthost.isPresent() && smarthost.get().isEmpty())) {
            return Optional.empty();
        }
        return Optional.of(new Delivery(
                anybody.get(),
                smarthost.flatMap(policy -> policy),
                port,
                privateNetworks,
                addresses.over(OutboundAddresses.STANDARD),
                retries,
                warn,
                giveUp,
                dsn.get(),
                destinations));
    }

    private static StrangersDsn dsn(YamlMapping block) {
        return new StrangersDsn(
                block.value("maxMessages", Form.number(1, MOST_DSNS)).orElse(DEFAULT_DSNS),
                block.values("retries", Form.DURATION).orElse(DEFAULT_DSN_RETRIES),
                block.value("giveUpAfter", DSN_GIVE_UP).orElse(DEFAULT_DSN_GIVE_UP));
    }
}
