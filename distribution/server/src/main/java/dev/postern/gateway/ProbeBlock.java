package dev.postern.gateway;

import dev.postern.config.Form;
import dev.postern.config.YamlMapping;
import dev.postern.gateway.GatewayConfiguration.Probing;
import java.time.Duration;
import java.util.Optional;

/** Reads the block {@code probe}: how often partners are probed. */
final class ProbeBlock {
    private static final Duration DEFAULT = Duration.ofDays(1);
    private static final Duration SHORTEST = Duration.ofHours(1);
    private static final Duration LONGEST = Duration.ofDays(30);
    private static final String OFF = "off";

    /** More often would be a burden to partners; less often would miss the end of a certificate. */
    private static final Form<Probing> EVERY = Form.of(
            "interval from 1h to 30d",
            "Write a duration from 1h to 30d, such as 1d, or off.",
            "1d",
            ProbeBlock::probing);

    private ProbeBlock() {}

    static Probing read(YamlMapping block) {
        return block.value("every", EVERY).orElse(new Probing(Optional.of(DEFAULT)));
    }

    private static Optional<Probing> probing(String text) {
        return text.equals(OFF)
                ? Optional.of(new Probing(Optional.empty()))
                : Form.DURATION
                        .reader()
                        .apply(text)
                        .filter(every -> every.compareTo(SHORTEST) >= 0 && every.compareTo(LONGEST) <= 0)
                        .map(every -> new Probing(Optional.of(every)));
    }
}
