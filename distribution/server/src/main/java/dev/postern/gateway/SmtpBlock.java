package dev.postern.gateway;

import com.google.common.net.InetAddresses;
import dev.postern.config.Form;
import dev.postern.config.YamlMapping;
import dev.postern.gateway.GatewayConfiguration.Smtp;
import dev.postern.gateway.GatewayConfiguration.Timeouts;
import dev.postern.partner.Cidr;
import dev.postern.partnersfile.PolicyForms;
import dev.postern.proxy.TrustedProxies;
import dev.postern.xclient.XclientHosts;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads the block {@code smtp}. */
final class SmtpBlock {
    private static final InetSocketAddress DEFAULT_BIND =
            new InetSocketAddress(InetAddresses.forString("0.0.0.0"), 2525);
    private static final long DEFAULT_MESSAGE_SIZE = 50L << 20;

    /** RFC 5321 §4.5.3.1.7: at least 64 KiB must be taken. More than 2 GiB no mail program can handle. */
    private static final Form<Long> MESSAGE_SIZE = Form.BYTES.where(
            "message size",
            "Write a size from 64KiB to 2GiB, such as 50MiB.",
            size -> size >= 64L << 10 && size <= 2L << 30);

    private static final Timeouts STANDARD_TIMEOUTS =
            new Timeouts(Duration.ofMinutes(5), Duration.ofMinutes(10), Duration.ofSeconds(30));
    private static final int DEFAULT_DATA_RATE = 500;
    private static final int FASTEST_RATE = 1_000_000;
    private static final int DEFAULT_JUNK_COMMANDS = 100;
    /** EHLO, STARTTLS and EHLO again, and a few to spare. */
    private static final int FEWEST_JUNK_COMMANDS = 10;

    private static final int MOST_JUNK_COMMANDS = 100_000;

    private static final Form<Duration> TIMEOUT = Form.DURATION.where(
            "timeout",
            "Write a duration from 1s to 1d, such as 5m.",
            timeout -> timeout.compareTo(Duration.ofDays(1)) <= 0);

    /** Whoever is trusted may be any client. */
    private static final Form<Cidr> TRUSTED_NETWORK = PolicyForms.NETWORK.where(
            "trusted network",
            "Write a network of your own proxies, such as 192.0.2.10/32; with all addresses (/0) any client could claim any address.",
            network -> network.prefixLength() > 0);

    private SmtpBlock() {}

    static Smtp read(YamlMapping block, Listeners listeners) {
        return new Smtp(
                listeners.bind(block, "bind", Optional.of(DEFAULT_BIND)).orElse(DEFAULT_BIND),
                listeners.bind(block, "implicitTlsBind", Optional.empty()),
                block.value("maxMessageSize", MESSAGE_SIZE).orElse(DEFAULT_MESSAGE_SIZE),
                AdmissionKeys.connections(block),
                AdmissionKeys.rates(block),
                block.block("timeouts", SmtpBlock::timeouts).orElseGet(() -> STANDARD_TIMEOUTS),
                block.value("minDataRate", Form.number(1, FASTEST_RATE)).orElse(DEFAULT_DATA_RATE),
                block.value("junkCommands", Form.number(FEWEST_JUNK_COMMANDS, MOST_JUNK_COMMANDS))
                        .orElse(DEFAULT_JUNK_COMMANDS),
                new TrustedProxies(from(block, "proxyProtocol")),
                new XclientHosts(from(block, "xclient")),
                block.value("arrivalHeader", Form.BOOLEAN).orElse(false),
                block.value("smtpUtf8", Form.BOOLEAN).orElse(false));
    }

    private static List<Cidr> from(YamlMapping block, String name) {
        return block.optionalBlock(
                        name,
                        hosts -> hosts.valuesOrNone("from", TRUSTED_NETWORK).orElse(List.of()))
                .orElse(List.of());
    }

    private static Timeouts timeouts(YamlMapping block) {
        return new Timeouts(
                block.value("command", TIMEOUT).orElse(STANDARD_TIMEOUTS.command()),
                block.value("transaction", TIMEOUT).orElse(STANDARD_TIMEOUTS.transaction()),
                block.value("handshake", TIMEOUT).orElse(STANDARD_TIMEOUTS.handshake()));
    }
}
