package dev.postern.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ResolvConfTest {
    static Stream<Arguments> files() {
        return Stream.of(
                Arguments.of("nameserver 192.0.2.53\n", "192.0.2.53", "[]"),
                Arguments.of("nameserver\t192.0.2.53   # behind it\n", "192.0.2.53", "[]"),
                Arguments.of("  nameserver 192.0.2.53", "192.0.2.53", "[]"),
                Arguments.of("nameserver 192.0.2.53\r\nnameserver 2001:db8::53\r\n", "192.0.2.53, 2001:db8::53", "[]"),
                Arguments.of("# nameserver 192.0.2.1\n; nameserver 192.0.2.2\nnameserver ::1\n", "::1", "[]"),
                Arguments.of(
                        "nameserver 192.0.2.1\nnameserver 192.0.2.2\nnameserver 192.0.2.3\nnameserver 192.0.2.4\n",
                        "192.0.2.1, 192.0.2.2, 192.0.2.3",
                        "[]"),
                Arguments.of("nameserver ns.example.org\nnameserver 192.0.2.53\n", "192.0.2.53", "[]"),
                Arguments.of("nameserver 192.0.2\nnameserver\nnameserver 300.1.1.1\n", "", "[]"),
                Arguments.of("nameserver fe80::1%1\nnameserver fe80::1%no-such\n", "fe80::1", "[]"),
                Arguments.of("domain example.org extra\nnameserver ::1\n", "::1", "[example.org.]"),
                Arguments.of("domain example.org\nsearch a.test b.test.\nnameserver ::1", "::1", "[a.test., b.test.]"),
                Arguments.of("search a.test b.test\ndomain example.org\nnameserver ::1", "::1", "[example.org.]"),
                Arguments.of("search a..test b.test\nnameserver ::1", "::1", "[b.test.]"),
                Arguments.of("search\nnameserver ::1\noptions edns0 trust-ad ndots:2\nsortlist 192.0.2.0", "::1", "[]"),
                Arguments.of("", "", "[]"),
                Arguments.of("\u0000\uffff nonsense", "", "[]"));
    }

    @ParameterizedTest
    @MethodSource("files")
    void isReadAsTheCLibraryReadsIt(String text, String servers, String search) {
        ResolvConf read = ResolvConf.parse(text);

        assertThat(read.words()).isEqualTo(servers);
        assertThat(read.search()).hasToString(search);
    }
}
