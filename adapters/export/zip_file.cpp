#include "adapters/export/zip_file.hpp"

#include <zlib.h>

#include <array>
#include <limits>
#include <stdexcept>

namespace daybook::exports {
namespace {

constexpr std::uint16_t kVersion = 20;     // 2.0: deflate
constexpr std::uint16_t kDeflated = 8;     // compression method
constexpr std::uint16_t kTime = 0;         // midnight
constexpr std::uint16_t kDate = 0x21;      // 1980-01-01, the first day there is
constexpr std::size_t kCrcOffset = 14;     // in the local header: crc, packed, plain follow each other
constexpr std::size_t kChunk = 64 * 1024;  // of zlib's output

void put(std::string& out, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out += static_cast<char>((value >> (8 * i)) & 0xFF);
}

std::uint32_t small(std::uint64_t size) {
  if (size > std::numeric_limits<std::uint32_t>::max())
    throw std::runtime_error("a ZIP file without ZIP64 ends at 4 GiB");
  return static_cast<std::uint32_t>(size);
}

}  // namespace

struct ZipFile::Deflater {
  z_stream stream{};
  std::array<char, kChunk> buffer{};
  Deflater() {
    // Negative window bits: raw deflate, as ZIP wants it.
    if (deflateInit2(&stream, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) != Z_OK)
      throw std::runtime_error("zlib cannot be started");
  }
  ~Deflater() { deflateEnd(&stream); }
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;
};

ZipFile::ZipFile() : deflater_(std::make_unique<Deflater>()) {}
ZipFile::~ZipFile() = default;

void ZipFile::open(std::string name) {
  close();
  Entry& entry = entries_.emplace_back();
  entry.name = std::move(name);
  entry.offset = out_.size();
  out_ += "PK\x03\x04";
  put(out_, kVersion, 2);
  put(out_, 0, 2);  // flags
  put(out_, kDeflated, 2);
  put(out_, kTime, 2);
  put(out_, kDate, 2);
  put(out_, 0, 4);  // crc, packed and plain size: known when the entry is closed
  put(out_, 0, 4);
  put(out_, 0, 4);
  put(out_, entry.name.size(), 2);
  put(out_, 0, 2);  // extra field
  out_ += entry.name;
  deflateReset(&deflater_->stream);
  open_ = true;
}

void ZipFile::write(std::string_view bytes) {
  Entry& entry = entries_.back();
  entry.crc = static_cast<std::uint32_t>(
      crc32_z(entry.crc, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
  entry.plain += bytes.size();
  deflate_into_output(bytes, false);
}

void ZipFile::add(std::string name, std::string_view bytes) {
  open(std::move(name));
  write(bytes);
}

void ZipFile::deflate_into_output(std::string_view bytes, bool last) {
  z_stream& stream = deflater_->stream;
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = small(bytes.size());
  do {
    stream.next_out = reinterpret_cast<Bytef*>(deflater_->buffer.data());
    stream.avail_out = static_cast<uInt>(kChunk);
    if (deflate(&stream, last ? Z_FINISH : Z_NO_FLUSH) == Z_STREAM_ERROR)
      throw std::runtime_error("zlib refuses its input");
    const std::size_t made = kChunk - stream.avail_out;
    out_.append(deflater_->buffer.data(), made);
    entries_.back().packed += made;
  } while (stream.avail_out == 0);
}

void ZipFile::close() {
  if (!open_) return;
  deflate_into_output({}, true);
  open_ = false;
  const Entry& entry = entries_.back();
  std::string sizes;
  put(sizes, entry.crc, 4);
  put(sizes, small(entry.packed), 4);
  put(sizes, small(entry.plain), 4);
  out_.replace(entry.offset + kCrcOffset, sizes.size(), sizes);
}

std::string ZipFile::finish() {
  close();
  const std::size_t directory = out_.size();
  for (const Entry& entry : entries_) {
    out_ += "PK\x01\x02";
    put(out_, kVersion, 2);  // made by: DOS, so no Unix permissions
    put(out_, kVersion, 2);  // needed
    put(out_, 0, 2);
    put(out_, kDeflated, 2);
    put(out_, kTime, 2);
    put(out_, kDate, 2);
    put(out_, entry.crc, 4);
    put(out_, small(entry.packed), 4);
    put(out_, small(entry.plain), 4);
    put(out_, entry.name.size(), 2);
    put(out_, 0, 2);  // extra field
    put(out_, 0, 2);  // comment
    put(out_, 0, 2);  // disk
    put(out_, 0, 2);  // internal attributes
    put(out_, 0, 4);  // external attributes
    put(out_, small(entry.offset), 4);
    out_ += entry.name;
  }
  const std::size_t length = out_.size() - directory;
  out_ += "PK\x05\x06";
  put(out_, 0, 4);  // disks
  put(out_, entries_.size(), 2);
  put(out_, entries_.size(), 2);
  put(out_, small(length), 4);
  put(out_, small(directory), 4);
  put(out_, 0, 2);  // comment
  return std::move(out_);
}

}  // namespace daybook::exports
