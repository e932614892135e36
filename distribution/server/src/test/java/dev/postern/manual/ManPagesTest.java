package dev.postern.manual;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.command.CommandManPage;
import dev.postern.gateway.ConfigurationManPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The manual pages are generated; with {@code -Dpostern.regenerate=true} this test writes them instead. */
class ManPagesTest {
    private static final Path MAN = Path.of("src/man");

    @Test
    void posternIsWhatItsCommandsSay() throws IOException {
        check("man8/postern.8", CommandManPage.page());
    }

    @Test
    void gatewayYamlIsWhatItsSchemaSays() throws IOException {
        check("man5/gateway.yaml.5", ConfigurationManPage.gateway());
    }

    @Test
    void partnersYamlIsWhatItsSchemaSays() throws IOException {
        check("man5/partners.yaml.5", ConfigurationManPage.partners());
    }

    /** A line that begins so would be a request that no macro package has. */
    @Test
    void noTextBecomesARequest() {
        assertThat(new Roff("x", 5, ".dot \\ and -minus")
                        .paragraph("'quote and `bold-word`")
                        .page())
                .contains("x \\- \\&.dot \\e and \\-minus\n")
                .contains("\\&'quote and \\fBbold\\-word\\fR\n");
    }

    private static void check(String file, String page) throws IOException {
        Path path = MAN.resolve(file);
        if (Boolean.getBoolean("postern.regenerate")) {
            Files.createDirectories(path.getParent());
            Files.writeString(path, page);
        }
        assertThat(Files.readString(path)).isEqualTo(page);
    }
}
