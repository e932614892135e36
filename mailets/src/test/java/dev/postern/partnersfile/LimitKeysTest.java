package dev.postern.partnersfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.pace.MessageRate;
import dev.postern.pace.OutboundLimits;
import dev.postern.partner.OutboundPolicy;
import dev.postern.partner.Partner;
import dev.postern.partner.PartnersYaml;
import dev.postern.tls.TlsPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitKeysTest {
    @TempDir
    private Path directory;

    private Partner partner(String defaults, String outbound) {
        return new PartnersYaml(directory)
                .write("defaults: { outbound: " + defaults + " }\n" + entry(outbound))
                .onlyPartner();
    }

    private OutboundLimits limits(String defaults, String outbound) {
        return partner(defaults, outbound).outbound().limits();
    }

    private static String entry(String outbound) {
        return "partners:\n- { name: contoso, domains: [contoso.test], outbound: " + outbound + " }\n";
    }

    private List<String> problems(String outbound) {
        return new PartnersYaml(directory)
                .write(entry(outbound)).problems().stream()
                        .map(problem -> problem.replace("partners.yaml:2: partners[0].outbound.", ""))
                        .toList();
    }

    @Test
    void withoutThemThereAreNone() {
        assertThat(limits("{}", "{}")).isEqualTo(OutboundLimits.NONE);
    }

    @Test
    void eachIsRead() {
        assertThat(limits(
                        "{}",
                        "{ maxConnections: 2, maxMessagesPerConnection: 10, maxRecipients: 50,"
                                + " rate: { messages: 100, timeUnit: 10m } }"))
                .isEqualTo(new OutboundLimits(
                        Optional.of(2),
                        Optional.of(10),
                        Optional.of(50),
                        Optional.of(new MessageRate(100, Duration.ofMinutes(10))),
                        Optional.empty()));
    }

    @Test
    void theTimeUnitIsAMinute() {
        assertThat(limits("{}", "{ rate: { messages: 5 } }").rate())
                .contains(new MessageRate(5, Duration.ofMinutes(1)));
    }

    @Test
    void eachStandsOverThatOfTheDefaults() {
        var limits = limits(
                "{ maxConnections: 2, maxRecipients: 50, rate: { messages: 100 } }",
                "{ maxConnections: 5, rate: { messages: 0 } }");

        assertThat(limits.maxConnections()).contains(5);
        assertThat(limits.maxRecipients()).contains(50);
        assertThat(limits.rate())
                .hasValueSatisfying(rate -> assertThat(rate.isLimit()).isFalse());
    }

    @Test
    void theyLeaveTheRuleAsItIs() {
        String limits = "maxConnections: 1, maxMessagesPerConnection: 1, maxRecipients: 1, rate: { messages: 1 }";
        OutboundPolicy with = partner("{}", "{ level: encrypt, minVersion: TLSv1.3, " + limits + " }")
                .outbound();
        OutboundPolicy without =
                partner("{}", "{ level: encrypt, minVersion: TLSv1.3 }").outbound();

        assertThat(with.limitedBy(OutboundLimits.NONE)).isEqualTo(without);
        assertThat(with.tls()).isInstanceOf(TlsPolicy.Encrypt.class);
        assertThat(partner("{ " + limits + " }", "{}").outbound().tls()).isInstanceOf(TlsPolicy.Secure.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "maxConnections: 0 | maxConnections: 0 is not a valid number from 1 to 1000. Write a whole number from 1 to 1000, without quotes.",
                "maxConnections: 1001 | maxConnections: 1001 is not a valid number from 1 to 1000. Write a whole number from 1 to 1000, without quotes.",
                "maxConnections: \"2\" | maxConnections: \"2\" is not a valid number from 1 to 1000. Write a whole number from 1 to 1000, without quotes.",
                "maxMessagesPerConnection: 0 | maxMessagesPerConnection: 0 is not a valid number from 1 to 100000. Write a whole number from 1 to 100000, without quotes.",
                "maxMessagesPerConnection: 100001 | maxMessagesPerConnection: 100001 is not a valid number from 1 to 100000. Write a whole number from 1 to 100000, without quotes.",
                "maxRecipients: -5 | maxRecipients: -5 is not a valid number from 1 to 10000. Write a whole number from 1 to 10000, without quotes.",
                "maxRecipients: 10001 | maxRecipients: 10001 is not a valid number from 1 to 10000. Write a whole number from 1 to 10000, without quotes.",
                "rate: 100/min | rate: expected a mapping, found \"100/min\". Write keys and values, such as { messages: 100, timeUnit: 1m }.",
                "rate: 100 | rate: expected a mapping, found 100. Write keys and values, such as { messages: 100, timeUnit: 1m }.",
                "rate: {} | rate.messages: is missing. Write a whole number from 0 to 1000000, without quotes.",
                "rate: { messages: -1 } | rate.messages: -1 is not a valid number from 0 to 1000000. Write a whole number from 0 to 1000000, without quotes.",
                "rate: { messages: 1000001 } | rate.messages: 1000001 is not a valid number from 0 to 1000000. Write a whole number from 0 to 1000000, without quotes.",
                "rate: { messages: 1, timeUnit: 0s } | rate.timeUnit: \"0s\" is not a valid time unit. Write a duration of at most a day, such as 1m.",
                "rate: { messages: 1, timeUnit: 25h } | rate.timeUnit: \"25h\" is not a valid time unit. Write a duration of at most a day, such as 1m.",
                "rate: { messages: 1, per: 1m } | rate.per: unknown key. Known keys: messages, timeUnit.",
            })
    void aWrongValueIsTold(String written, String problem) {
        assertThat(problems("{ " + written + " }")).containsExactly(problem);
    }

    @Test
    void theLargestValuesAreAccepted() {
        assertThat(problems("{ maxConnections: 1000, maxMessagesPerConnection: 100000, maxRecipients: 10000,"
                        + " rate: { messages: 1000000, timeUnit: 1d } }"))
                .isEmpty();
    }
}
