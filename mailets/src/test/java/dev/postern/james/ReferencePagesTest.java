package dev.postern.james;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.mailets.RejectViolation;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.james.protocols.api.handler.ProtocolHandlerResultHandler;
import org.apache.james.protocols.smtp.hook.Hook;
import org.apache.mailet.Mailet;
import org.apache.mailet.Matcher;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each mailet, matcher and hook has its page, and each page says all that an operator asks. */
class ReferencePagesTest {
    private static final Path PAGES = Path.of("../docs/reference/mailets");
    private static final List<String> SECTIONS =
            List.of("What it does", "Parameters", "Example", "RFC", "Bad configuration");
    private static final List<Class<?>> KINDS =
            List.of(Mailet.class, Matcher.class, Hook.class, ProtocolHandlerResultHandler.class);

    @TestFactory
    Stream<DynamicTest> each_has_its_page_with_every_section() throws Exception {
        return documented()
                .map(type -> DynamicTest.dynamicTest(type.getSimpleName(), () -> {
                    String page = Files.readString(PAGES.resolve(type.getSimpleName() + ".md"));
                    assertThat(page)
                            .startsWith("# " + type.getSimpleName() + "\n")
                            .contains("`" + type.getName() + "`");
                    assertThat(Pattern.compile("(?m)^## (.*)$")
                                    .matcher(page)
                                    .results()
                                    .map(found -> found.group(1)))
                            .containsExactlyElementsOf(SECTIONS);
                    assertThat(page.split("(?m)^## .*$"))
                            .allSatisfy(section -> assertThat(section).isNotBlank());
                    assertThat(page).contains("=\"" + type.getName()).containsPattern("RFC [0-9]{4}");
                }));
    }

    @Test
    void no_page_is_about_what_is_gone_and_each_is_listed() throws Exception {
        var names = new TreeSet<>(documented().map(Class::getSimpleName).toList());
        assertThat(names).contains("PartnerTlsMailHook", "SenderIsPartner", "PartnerRemoteDelivery");
        String list = Files.readString(PAGES.resolve("README.md"));
        assertThat(names).allSatisfy(name -> assertThat(list).contains("(" + name + ".md)"));
        try (var files = Files.list(PAGES)) {
            assertThat(files.map(file -> String.valueOf(file.getFileName())))
                    .filteredOn(name -> !name.equals("README.md"))
                    .containsExactlyInAnyOrderElementsOf(
                            names.stream().map(name -> name + ".md").toList());
        }
    }

    /** The parameters of RemoteDelivery's stand-in are many, and each is told. */
    @Test
    void every_parameter_of_partner_remote_delivery_is_told() throws IOException {
        String page = Files.readString(PAGES.resolve("PartnerRemoteDelivery.md"));
        assertThat(List.of(
                        "outgoing",
                        "maxConcurrent",
                        "deliveryThreads",
                        "delayTime",
                        "maxRetries",
                        "heloName",
                        "gateway",
                        "gatewayPort",
                        "sendpartial",
                        "loadBalancing",
                        "usePriority",
                        "debug"))
                .allSatisfy(name -> assertThat(page).contains(name));
    }

    private static Stream<Class<?>> documented() throws URISyntaxException, IOException {
        Path classes = Path.of(RejectViolation.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (var files = Files.walk(classes)) {
            return files
                    .map(file -> classes.relativize(file).toString())
                    .filter(name -> name.endsWith(".class"))
                    .map(name ->
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                    .<Class<?>>map(ReferencePagesTest::load)
                    .filter(type -> Modifier.isPublic(type.getModifiers()) && !Modifier.isAbstract(type.getModifiers()))
                    .filter(type -> KINDS.stream().anyMatch(kind -> kind.isAssignableFrom(type)))
                    .toList()
                    .stream();
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, RejectViolation.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
