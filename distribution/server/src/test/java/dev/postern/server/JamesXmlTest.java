package dev.postern.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.commons.configuration2.HierarchicalConfiguration;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JamesXmlTest {
    @TempDir
    private Path conf = Path.of("");

    @Test
    void valuesOfTheGatewayAreFilledIn() throws Exception {
        write("<a><b>${gateway.name}</b><!-- ${gateway.other} --></a>");

        assertThat(read().getString("b")).isEqualTo("R&D <gw>");
    }

    @Test
    void withoutAFileTheBuiltInOneCounts() throws Exception {
        assertThat(read().containsKey("spooler.threads")).isTrue();
    }

    @Test
    void anUnknownValueIsNamed() throws IOException {
        write("<a>${gateway.nmae}</a>");

        assertThatThrownBy(this::read)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(
                        "mailetcontainer.xml refers to unknown values of gateway.yaml: [${gateway.nmae}]");
    }

    @Test
    void whatIsNoXmlIsToldWithFileAndLine() throws IOException {
        write("<a>\n  <b>\n</a>\n");

        assertThatThrownBy(this::read)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("mailetcontainer.xml:3: not well-formed XML: ");
    }

    private void write(String xml) throws IOException {
        Files.writeString(conf.resolve("mailetcontainer.xml"), xml);
    }

    private HierarchicalConfiguration<?> read() throws ConfigurationException {
        Map<String, String> values = Map.of(
                "gateway.name",
                "R&D <gw>",
                "gateway.postmaster",
                "postmaster@example.org",
                "gateway.mail.noticePeriod",
                "3600",
                "gateway.delivery.dsn.maxMessages",
                "1000",
                "gateway.delivery.dsn.retries",
                "600",
                "gateway.delivery.dsn.giveUpAfter",
                "14400");
        return new JamesXml(conf, values).getConfiguration("mailetcontainer");
    }
}
