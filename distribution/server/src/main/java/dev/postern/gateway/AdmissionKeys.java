package dev.postern.gateway;

import dev.postern.admission.ConnectionLimits;
import dev.postern.admission.RateLimits;
import dev.postern.config.Form;
import dev.postern.config.YamlMapping;
import java.time.Duration;

/** Reads the keys of the block {@code smtp} that say who may connect and how often. */
final class AdmissionKeys {
    private static final Form<Integer> CONNECTIONS = Form.number(1, 100_000);
    private static final Form<Integer> RATE = Form.number(0, 100_000_000);
    private static final Duration LONGEST_UNIT = Duration.ofDays(1);

    private static final Form<Duration> TIME_UNIT = Form.DURATION.where(
            "time unit", "Write a duration of at most a day, such as 1m.", unit -> unit.compareTo(LONGEST_UNIT) <= 0);

    private AdmissionKeys() {}

    static ConnectionLimits connections(YamlMapping block) {
        return new ConnectionLimits(
                block.value("maxConnections", CONNECTIONS).orElse(1000),
                block.value("maxConnectionsPerAddress", CONNECTIONS).orElse(50),
                block.value("maxConnectionsPerNetwork", CONNECTIONS).orElse(200),
                block.value("reservedPercent", Form.number(0, 90)).orElse(20));
    }

    static RateLimits rates(YamlMapping block) {
        return block.block("rates", AdmissionKeys::ratesOf).orElse(RateLimits.STANDARD);
    }

    private static RateLimits ratesOf(YamlMapping block) {
        RateLimits standard = RateLimits.STANDARD;
        return new RateLimits(
                block.value("timeUnit", TIME_UNIT).orElse(standard.timeUnit()),
                block.value("connections", RATE).orElse(standard.connections()),
                block.value("tlsHandshakes", RATE).orElse(standard.tlsHandshakes()),
                block.value("messages", RATE).orElse(standard.messages()),
                block.value("recipients", RATE).orElse(standard.recipients()));
    }
}
