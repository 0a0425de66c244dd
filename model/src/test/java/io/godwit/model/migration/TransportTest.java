package io.godwit.model.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransportTest {
  @ParameterizedTest
  @CsvSource({
    "0, NONE, OFF",
    "17, NONE, OFF",
    "2, XBZRLE, OFF",
    "2, NONE, READY",
    "1, ZSTD, READY",
  })
  void whatQemuCannotCombineIsNone(int channels, Compression compression, Postcopy postcopy) {
    assertThatThrownBy(() -> new Transport(channels, compression, postcopy, Secrecy.ENCRYPTED))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void oneChannelThatPacksIsMultifdToo() {
    assertThat(new Transport(1, Compression.ZSTD, Postcopy.OFF, Secrecy.CLEAR).isMultifd())
        .isTrue();
    assertThat(new Transport(1, Compression.XBZRLE, Postcopy.READY, Secrecy.CLEAR).isMultifd())
        .isFalse();
  }

  @Test
  void aKeyDoesNotSayWhatItIs() {
    byte[] bits = new byte[TransferKey.BYTES];
    Arrays.fill(bits, (byte) 0xa7);
    TransferKey key = TransferKey.of(bits);
    assertThat(key.hex()).isEqualTo("a7".repeat(32));
    assertThat("key " + key).doesNotContain(key.hex());
    assertThatThrownBy(() -> TransferKey.of(new byte[31]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
