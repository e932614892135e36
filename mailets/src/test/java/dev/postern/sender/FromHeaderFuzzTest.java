package dev.postern.sender;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.postern.tls.DnsName;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import javax.mail.MessagingException;
import javax.mail.internet.InternetAddress;
import javax.mail.internet.InternetHeaders;

/** Whatever domain JavaMail's lenient reading of a From field gives is named, well-formed or not, unless it is too long. */
class FromHeaderFuzzTest {

    @FuzzTest(maxDuration = "1m")
    void namesWhomAMailProgramWouldShow(byte[] section) throws IOException {
        FromHeader from = FromHeader.of(HeaderFields.read(new ByteArrayInputStream(section)));

        if (from.complete()) {
            assertThat(from.domains()).containsAll(asJavaMailReads(section));
        }
    }

    private static Set<DnsName> asJavaMailReads(byte[] section) {
        Set<DnsName> domains = new HashSet<>();
        try {
            String[] fields = new InternetHeaders(new ByteArrayInputStream(section)).getHeader("From");
            for (String field : fields == null ? new String[0] : fields) {
                for (InternetAddress address : InternetAddress.parseHeader(field, false)) {
                    domain(address).ifPresent(domains::add);
                }
            }
        } catch (MessagingException e) {
            return Set.of(); // what it cannot read it shows as nobody's
        }
        return domains;
    }

    private static Optional<DnsName> domain(InternetAddress address) {
        String text = address.getAddress();
        int at = text == null ? -1 : text.lastIndexOf('@');
        // JavaMail takes each octet beyond ASCII for a character of its own: another name than anybody wrote.
        return at < 0 || !text.chars().allMatch(c -> c < 128)
                ? Optional.empty()
                : DnsName.parse(text.substring(at + 1).strip());
    }
}
